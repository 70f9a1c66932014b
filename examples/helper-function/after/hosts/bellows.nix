{
  my.llm.enable = true;
  my.llm.port = 8090;
}

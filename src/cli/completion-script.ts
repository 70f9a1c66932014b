/** What `completion` prints: a few lines of shell that ask the program itself. */

export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

/** The option that the scripts call, with the words of the line after it. Not for people, so not in the help. */
export const completionFlag = '--get-completions';

/** The shell that runs, as far as SHELL tells; bash for any other. */
export function shellOf(variable: string | undefined): Shell {
  const name = variable?.replace(/^.*\//, '');
  return shells.find((shell) => shell === name) ?? 'bash';
}

export function completionScript(shell: Shell, program: string): string {
  const name = `_${program.replace(/\W/g, '_')}`;
  switch (shell) {
    case 'bash':
      return `# ${program} completion bash >> ~/.bashrc
${name}() {
  local IFS=$'\\n'
  COMPREPLY=($(${program} ${completionFlag} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -F ${name} ${program}
`;
    case 'zsh':
      // A file of $fpath is the function itself the first time that it is called, and defines it for the next.
      return `#compdef ${program}
# ${program} completion zsh > a folder of $fpath, named ${name}
${name}() {
  local -a found
  found=(\${(f)"$(${program} ${completionFlag} "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -a found; else _files; fi
}
if [[ $funcstack[1] == ${name} ]]; then ${name} "$@"; else compdef ${name} ${program}; fi
`;
    case 'fish':
      return `# ${program} completion fish > ~/.config/fish/completions/${program}.fish
function ${name}
  set -g ${name}_found (${program} ${completionFlag} (commandline -opc)[2..] (commandline -ct) 2>/dev/null)
  test (count $${name}_found) -gt 0
end
complete -c ${program} -n ${name} -f -a '$${name}_found'
`;
  }
}

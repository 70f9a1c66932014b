/** The Nix files of the repository, parsed once each. */
import { baseNameOf, folderOf } from '../eval/paths.js';
import type { FileAnswer, FolderEntry } from '../eval/world.js';
import { type Parsed, parse } from '../syntax/parser.js';
import type { Source } from '../syntax/source.js';
import { contentProblem } from '../workspace/content.js';
import type { Workspace } from '../workspace/workspace.js';

interface ParsedText {
  readonly text: string;
  readonly parsed: Parsed;
}

export class RepositoryFiles {
  readonly #workspace: Workspace;
  readonly #parsed = new Map<string, ParsedText>();
  readonly #folders = new Map<string, readonly FolderEntry[]>();
  readonly #parsedBefore: ReadonlyMap<string, ParsedText>;
  /** Files that the evaluation of the flake has asked for. */
  readonly #reached = new Set<string>();
  #flakeFolders: ReadonlySet<string> | undefined;

  /** @param before files whose parse results hold as long as the text is the same */
  constructor(workspace: Workspace, before?: RepositoryFiles) {
    this.#workspace = workspace;
    this.#parsedBefore = before === undefined ? new Map() : before.#parsed;
  }

  /** A file, or the `default.nix` of a folder. */
  readonly file = (path: string): FileAnswer => {
    const content = this.#workspace.read(path);
    if (content.kind === 'directory') return this.file(path === '' ? 'default.nix' : `${path}/default.nix`);
    if (content.kind !== 'text')
      return { kind: 'unreadable', why: contentProblem(path, content)?.message.replace(/\.$/, '') ?? path };
    this.#reached.add(content.realPath);
    const parsed = this.#parse(content.realPath, content.text);
    if (parsed.kind === 'parsed') return parsed;
    return {
      kind: 'unreadable',
      why: `${path}:${parsed.place.line}:${parsed.place.column} ${parsed.message}`,
    };
  };

  #parse(path: string, text: string): Parsed {
    const known = this.#parsed.get(path);
    if (known !== undefined) return known.parsed;
    const before = this.#parsedBefore.get(path);
    const parsed = before?.text === text ? before.parsed : parse(path, text);
    this.#parsed.set(path, { text, parsed });
    return parsed;
  }

  /** The file as parsed, with the place of a syntax error; `undefined` where there is no text. */
  parsed(path: string): Parsed | undefined {
    const content = this.#workspace.read(path);
    return content.kind === 'text' ? this.#parse(content.realPath, content.text) : undefined;
  }

  /** The text of a file, parsed or not. */
  text(path: string): string | undefined {
    const content = this.#workspace.read(path);
    return content.kind === 'text' ? content.text : undefined;
  }

  readonly folder = (path: string): readonly FolderEntry[] | undefined => {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const entries = this.#list(path);
    if (entries !== undefined) this.#folders.set(path, entries);
    return entries;
  };

  #list(path: string): readonly FolderEntry[] | undefined {
    const listing = this.#workspace.list(path);
    if (listing.kind !== 'entries') return undefined;
    return listing.entries.map((entry): FolderEntry => {
      if (entry.kind !== 'symlink')
        return { name: entry.name, kind: entry.kind === 'directory' ? 'folder' : 'file' };
      return { name: entry.name, kind: 'link' };
    });
  }

  readonly entryKind = (path: string): FolderEntry['kind'] | undefined =>
    path === '' ? 'folder' : this.folder(folderOf(path))?.find(({ name }) => name === baseNameOf(path))?.kind;

  readonly exists = (path: string): boolean => {
    const content = this.#workspace.read(path);
    return content.kind !== 'missing' && content.kind !== 'outside';
  };

  /** The parsed files whose text is worth reading, each under its own name once. */
  *sources(isWorthReading: (text: string) => boolean, files = this.own()): Generator<Source> {
    for (const path of files) {
      const text = this.text(path);
      if (text === undefined || !isWorthReading(text)) continue;
      const parsed = this.parsed(path);
      if (parsed?.kind === 'parsed' && parsed.source.file === path) yield parsed.source;
    }
  }

  all(): readonly string[] {
    return this.#workspace.nixFiles();
  }

  /** The files in the flake's folder, those of nested flakes included, and what the evaluation has asked for besides. */
  inFolder(): readonly string[] {
    const { flakeFolder } = this.#workspace;
    const isInside = (path: string): boolean => flakeFolder === '' || path.startsWith(`${flakeFolder}/`);
    return this.all().filter((path) => this.#reached.has(path) || isInside(path));
  }

  /** The files of this flake: of those in its folder the ones to which no other flake is nearer. */
  own(): readonly string[] {
    return this.inFolder().filter((path) => this.#reached.has(path) || !this.#isNested(path));
  }

  #isNested(path: string): boolean {
    this.#flakeFolders ??= new Set(
      this.all()
        .filter((file) => /(^|\/)flake\.nix$/.test(file))
        .map(folderOf),
    );
    for (let folder = folderOf(path); folder !== this.#workspace.flakeFolder; folder = folderOf(folder)) {
      if (this.#flakeFolders.has(folder)) return true;
    }
    return false;
  }
}

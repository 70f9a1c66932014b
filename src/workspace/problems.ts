/** Every kind of problem that this room reports, and the few ways in which such a problem is put together. */
import { type Problem, ProblemError, type ProblemKind } from '../problem.js';
import { errnoText } from './errno.js';
import { printable } from './printable.js';

export const folderMissing: ProblemKind = {
  code: 'FILE101',
  title: 'The folder does not exist',
  explanation: 'The path given on the command line leads nowhere. Give the folder that holds flake.nix.',
};
export const notAFolder: ProblemKind = {
  code: 'FILE102',
  title: 'The path is not a folder',
  explanation:
    'The path given on the command line is a file. Give the folder that holds flake.nix, not flake.nix itself.',
};
export const outsideRoot: ProblemKind = {
  code: 'FILE103',
  title: 'The path leads out of the repository',
  explanation:
    'A path, or the symbolic link behind it, leads outside the repository (or into its .git folder). Nothing there is read or written. Replace the link by a file of the repository, or make the change where the file lives.',
};
export const notNix: ProblemKind = {
  code: 'FILE104',
  title: 'Not a .nix file',
  explanation:
    'Only files whose name, and whose real name behind a symbolic link, ends in .nix are opened or written; flake.lock, secrets and anything else stay closed.',
};
export const changedSincePlan: ProblemKind = {
  code: 'FILE105',
  title: 'A file changed while the tool was at work',
  explanation:
    'Between reading a file and writing it, somebody else changed it: an editor, a formatter, another program. Nothing was changed. Run the tool again; it then starts from the new content.',
};
export const alreadyThere: ProblemKind = {
  code: 'FILE106',
  title: 'A file to be created is already there',
  explanation:
    'The tool never overwrites a file that it meant to create. Nothing was changed. Move the file away, or choose another place for the new one.',
};
export const cannotWrite: ProblemKind = {
  code: 'FILE107',
  title: 'A file or folder could not be written',
  explanation:
    'The operating system refused: no permission, a read-only file, a full disk, a folder that vanished. Every change of this run was taken back; all files are as they were. Remove the cause and run again.',
};
export const rollBackFailed: ProblemKind = {
  code: 'FILE108',
  title: 'Changes could not be taken back completely',
  explanation:
    'A change failed, and so did taking back what was done before it. The journal with the original content is kept. Remove the cause (permissions, disk space) and run again with --recover.',
};
export const conflictingChanges: ProblemKind = {
  code: 'FILE109',
  title: 'Two changes for one file',
  explanation:
    'Two changes of the plan lead to the same real file, for example through a symbolic link. Nothing was changed. This is a fault of the tool: please report it.',
};
export const brokenJournal: ProblemKind = {
  code: 'FILE110',
  title: 'The journal of an interrupted run cannot be understood',
  explanation:
    'An interrupted run left a journal which is damaged or was written by another version. Nothing was touched. Look at the files by hand (git diff), then delete the journal.',
};
export const changedSinceInterruption: ProblemKind = {
  code: 'FILE111',
  title: 'A file changed after a run was interrupted',
  explanation:
    'A run was interrupted, and one of its files was edited since; completing it or taking it back would overwrite that edit. Nothing was touched. Either put the file back to the content before or after the run and recover again, or keep the files as they are and delete the journal.',
};
export const anotherRun: ProblemKind = {
  code: 'FILE112',
  title: 'Another run is at work in this repository',
  explanation:
    'Two runs at once could mix their changes. Wait for the other one to end. A lock left by a run that was killed, or from before a restart, is recognised and taken over; one of another computer (a network drive) is not: delete it when nothing runs there.',
};
export const unfinishedRun: ProblemKind = {
  code: 'FILE113',
  title: 'An earlier run was interrupted',
  explanation:
    'The journal of an earlier run is still there: files may be half changed. The next run that writes completes it or takes it back first; --recover does only that.',
};
export const cannotRead: ProblemKind = {
  code: 'FILE114',
  title: 'A file cannot be read',
  explanation:
    'The operating system refused to open the file, or it is no regular file. Check its permissions.',
};
export const notUtf8: ProblemKind = {
  code: 'FILE115',
  title: 'A file is not UTF-8',
  explanation:
    'The file holds bytes that are not UTF-8. It is never re-encoded, hence never changed. Convert it by hand, for example with iconv.',
};
export const tooLarge: ProblemKind = {
  code: 'FILE116',
  title: 'A file is too large',
  explanation: 'Files of more than 4 MB are not read: no configuration written by hand is that large.',
};
export const deletionOfLink: ProblemKind = {
  code: 'FILE117',
  title: 'A file to be deleted is a symbolic link',
  explanation:
    'Deleting a link would leave the file, deleting the file would leave a dangling link. Neither is done; nothing was changed. Delete both by hand.',
};
export const reportRefused: ProblemKind = {
  code: 'FILE118',
  title: 'The report cannot be written',
  explanation:
    'The file that --report names may be new, or a report of an earlier run; anything else is not overwritten. A name that ends in .nix and a place in a .git folder are refused. This is looked at before anything else is done.',
};
export const gitMissing: ProblemKind = {
  code: 'GIT201',
  title: 'The program git was not found',
  explanation:
    'The folder is a git repository but git is not on PATH (entries of PATH that are relative or inside the repository are not used). The tool works, keeps a backup outside the tree, and cannot look for uncommitted changes. Make new files known by hand: git add --intent-to-add FILE; a flake does not see them otherwise.',
};
export const noGit: ProblemKind = {
  code: 'GIT202',
  title: 'Not a git repository',
  explanation:
    'Without git there is no history to go back to, so originals are copied to a backup outside the tree.',
};
export const gitUnusable: ProblemKind = {
  code: 'GIT203',
  title: 'The git repository cannot be used',
  explanation:
    'There is a .git here, but git refuses to work with it: it is bare, damaged, owned by another user, or its work tree is elsewhere. Uncommitted changes cannot be recognised, hence nothing is written.',
};
export const gitFailed: ProblemKind = {
  code: 'GIT204',
  title: 'A git command failed',
  explanation: 'A git command ended with an error. Its own words are in the message.',
};
export const uncommitted: ProblemKind = {
  code: 'GIT205',
  title: 'A file of the plan has uncommitted changes',
  explanation:
    'The file differs from the last commit (modified) or from the index (staged). Commit or stash it, so that the migration can be looked at and taken back on its own; or give --allow-dirty.',
};
export const untracked: ProblemKind = {
  code: 'GIT206',
  title: 'A file of the plan is not tracked by git',
  explanation:
    'The file would be overwritten or deleted, and git has no copy of it. No flag lifts this. Add it to git (git add FILE; a flake does not see it otherwise) or move it away.',
};
export const ignored: ProblemKind = {
  code: 'GIT207',
  title: 'A file of the plan is ignored by git',
  explanation:
    'A flake sees only files that git knows, and git is told to ignore this one. Change the .gitignore line that is named, or choose another place.',
};
export const conflicted: ProblemKind = {
  code: 'GIT208',
  title: 'A file of the plan has a merge conflict',
  explanation: 'Resolve the conflict first (git status names the files).',
};
export const inSubmodule: ProblemKind = {
  code: 'GIT209',
  title: 'A file of the plan is in a submodule',
  explanation:
    'The file belongs to another repository that is checked out inside this one. Run the tool there, or make the change there by hand.',
};

/** All kinds of this room, for `explain CODE`. */
export const workspaceProblems: readonly ProblemKind[] = [
  folderMissing,
  notAFolder,
  outsideRoot,
  notNix,
  changedSincePlan,
  alreadyThere,
  cannotWrite,
  rollBackFailed,
  conflictingChanges,
  brokenJournal,
  changedSinceInterruption,
  anotherRun,
  unfinishedRun,
  cannotRead,
  notUtf8,
  tooLarge,
  deletionOfLink,
  reportRefused,
  gitMissing,
  noGit,
  gitUnusable,
  gitFailed,
  uncommitted,
  untracked,
  ignored,
  conflicted,
  inSubmodule,
];

/** The hint of a problem that stops a run before anything is changed, or after everything is taken back. */
export const nothingChanged = 'Nothing was changed. Remove the cause and run again.';

/** A problem about one file as a whole. `path` is relative to the root; all texts are made printable. */
export function fileProblem(kind: ProblemKind, path: string, message: string, hint?: string): Problem {
  const place = { file: printable(path), line: 1, column: 1 };
  return { kind, message: printable(message), place, hint: hint && printable(hint) };
}

/** A problem without a place. All texts are made printable. */
export function plainProblem(kind: ProblemKind, message: string, hint?: string): Problem {
  return { kind, message: printable(message), hint: hint && printable(hint) };
}

/** What an error met while writing means to the user: a problem as it is; a refusal of the system as FILE107. */
export function writeProblem(path: string, error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return fileProblem(cannotWrite, path, `${path} cannot be written: ${errnoText(error)}.`, nothingChanged);
}

/** Runs calls to the disk; an error of theirs becomes a ProblemError (FILE107) about `path`. */
export function reportedFor<Result>(path: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw new ProblemError(writeProblem(path, error));
  }
}

/** What is said of hosts whose hardware does not settle which build fits. */
import { isDeepStrictEqual } from 'node:util';
import type { HardwareDoubt } from '../src/flake/hardware.js';
import type { Host } from '../src/flake/hosts.js';
import type { HostOutcome } from '../src/plan/plan.js';
import type { Problem } from '../src/problem.js';
import { listed, type Migration } from './migration.js';
import { hardwareDoubt } from './problems.js';

/** One warning for each place that raises a doubt, with all hosts that it is of and that use the plain build. */
export function hardwareDoubts(
  { hosts, variants }: Migration,
  outcomes: readonly HostOutcome[],
): readonly Problem[] {
  // a reference that names its backend is settled
  const users = outcomes.filter(({ variant }) => variant?.split(', ').includes('plain') === true);
  const found = hosts.flatMap((host) => {
    const doubt = variants.get(host)?.doubt;
    const isUser = users.some((user) => user.host === host.name && user.kind === host.kind);
    return doubt === undefined || !isUser ? [] : [{ host, doubt }];
  });
  const firsts = found.filter(
    (one, index) => found.findIndex((other) => isSame(one.doubt, other.doubt)) === index,
  );
  return firsts.map(({ host, doubt }): Problem => {
    const names = found.filter((other) => isSame(doubt, other.doubt)).map((other) => other.host.name);
    return {
      kind: hardwareDoubt,
      message: `${listed(names)}: ${doubt.what}; the plain build is kept.`,
      place: doubt.place,
      hint: `--variant ${quotedWhereNeeded(host)}=cuda, rocm, vulkan or cpu decides.`,
    };
  });
}

const isSame = (one: HardwareDoubt, other: HardwareDoubt): boolean =>
  one.what === other.what && isDeepStrictEqual(one.place, other.place);

/** A name that is not known stands as it is written, which a shell would read otherwise. */
const quotedWhereNeeded = ({ name, isUnnamed }: Host): string => (isUnnamed ? `'${name}'` : name);

/** Why the hardware of a configuration does not settle which build fits. */
import { type HardwareDoubt, type HardwareEvidence, listedTexts, placeOf, type Vendor } from './hardware.js';
import type { ModuleEvaluation } from './modules/evaluation.js';

export function doubtsOf(modules: ModuleEvaluation, evidence: readonly HardwareEvidence[]): HardwareDoubt[] {
  const doubts: HardwareDoubt[] = [];
  const vendors = new Set(evidence.map(({ vendor }) => vendor));
  const first = (vendor: Vendor): HardwareEvidence | undefined =>
    evidence.find((one) => one.vendor === vendor);
  if (vendors.has('nvidia') && vendors.has('amd')) {
    doubts.push({
      what: `both NVIDIA (${first('nvidia')?.what}) and AMD (${first('amd')?.what})`,
      place: first('nvidia')?.place,
    });
  }
  if (
    modules.config(['hardware', 'nvidia', 'prime']).names().length > 0 &&
    isSet(modules, ['hardware', 'nvidia', 'prime'])
  ) {
    const [definition] = modules.definitions(['hardware', 'nvidia', 'prime']);
    doubts.push({
      what: 'two graphics units (hardware.nvidia.prime)',
      place: placeOf(definition?.thunk.node),
    });
  }
  for (const path of [
    ['boot', 'initrd', 'kernelModules'],
    ['boot', 'kernelModules'],
    ['boot', 'initrd', 'availableKernelModules'],
  ]) {
    const vfio = listedTexts(modules, path).find(({ text }) => text === 'vfio-pci' || text === 'vfio_pci');
    if (vfio !== undefined)
      doubts.push({ what: 'a GPU is handed to a guest (vfio-pci)', place: placeOf(vfio.node) });
  }
  if (evidence.length === 0) {
    for (const path of [
      ['facter', 'reportPath'],
      ['hardware', 'facter', 'reportPath'],
    ]) {
      const [definition] = modules.definitions(path);
      if (definition !== undefined)
        doubts.push({
          what: 'the hardware is in a facter report alone',
          place: placeOf(definition.thunk.node),
        });
    }
  }
  const wsl = modules.value(['wsl', 'enable']);
  if (wsl.type === 'boolean' && wsl.value) {
    doubts.push({
      what: 'Windows Subsystem for Linux (wsl.enable)',
      place: placeOf(modules.definitions(['wsl', 'enable'])[0]?.thunk.node),
    });
  }
  return doubts;
}

/** Whether PRIME is really set up: a bus or a mode, not only options with their defaults. */
function isSet(modules: ModuleEvaluation, path: readonly string[]): boolean {
  return (
    ['nvidiaBusId', 'intelBusId', 'amdgpuBusId'].some(
      (name) => modules.definitions([...path, name]).length > 0,
    ) ||
    ['offload', 'sync', 'reverseSync'].some((name) => {
      const value = modules.value([...path, name, 'enable']);
      return value.type === 'boolean' && value.value;
    })
  );
}

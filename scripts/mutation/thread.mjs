/** One run of some tests, in a thread: what the tests use of Jest, and what Stryker wants to know. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const { folder, tests: name, files, only, activeMutant, hitLimit, withCoverage } = workerData;
const require = createRequire(join(folder, 'package.json'));
const { expect } = require('expect');
if (files.some((file) => file.includes('properties'))) {
  const { default: fc } = await import(join(folder, 'node_modules/fast-check/lib/fast-check.js'));
  // a property that fails has done its work, and its case need not be made smaller
  fc.configureGlobal({ endOnFailure: true });
}

const stryker = { activeMutant, hitLimit, hitCount: hitLimit === undefined ? undefined : 0 };
globalThis.__stryker__ = stryker;

const found = [];
let scope = { title: '', hooks: [], parent: undefined };
let file = '';

function each(register) {
  return (rows) => (title, body) => {
    for (const [index, row] of rows.entries())
      register(`${title} (${index})`, () => body(...(Array.isArray(row) ? row : [row])));
  };
}

function test(title, body) {
  const path = [];
  for (let around = scope; around !== undefined; around = around.parent) path.unshift(around.title);
  const id = `${file} ${[...path, title].join(' ').trim()}`;
  const again = found.filter((one) => one.plain === id).length;
  found.push({ id: again === 0 ? id : `${id} again ${again}`, plain: id, body, scope });
}

function describe(title, body) {
  scope = { title, hooks: [], parent: scope };
  body();
  scope = scope.parent;
}

Object.assign(test, { each: each(test), skip: () => {} });
Object.assign(describe, { each: each(describe) });
const hook = (kind) => (body) => scope.hooks.push({ kind, body });
Object.assign(globalThis, {
  test,
  it: test,
  describe,
  expect,
  beforeAll: hook('beforeAll'),
  afterAll: hook('afterAll'),
  beforeEach: hook('beforeEach'),
  afterEach: hook('afterEach'),
});

async function runHooks(kind, around) {
  if (around === undefined) return;
  await runHooks(kind, around.parent);
  for (const one of around.hooks) {
    if (one.kind !== kind || one.isDone) continue;
    one.isDone = kind.endsWith('All');
    await one.body();
  }
}

async function run({ id, body, scope: around }) {
  const started = performance.now();
  if (withCoverage) stryker.currentTestId = id;
  const result = { id, name: id, fileName: undefined };
  try {
    await runHooks('beforeAll', around);
    await runHooks('beforeEach', around);
    await body();
    await runHooks('afterEach', around);
    return { ...result, status: 0, timeSpentMs: performance.now() - started };
  } catch (error) {
    // a test that changes the current folder needs a process of its own: it has no say here
    if (error?.code === 'ERR_WORKER_UNSUPPORTED_OPERATION') return { ...result, status: 2, timeSpentMs: 0 };
    const failureMessage = String(error?.message ?? error).slice(0, 500);
    return { ...result, status: 1, timeSpentMs: performance.now() - started, failureMessage };
  } finally {
    stryker.currentTestId = undefined;
  }
}

for (file of files) {
  scope = { title: '', hooks: [], parent: undefined };
  await import(join(folder, '__tests__', name, file));
}
const chosen = only === undefined ? found : found.filter(({ id }) => only.includes(id));
const results = [];
for (const one of chosen) {
  const result = await run(one);
  results.push(result);
  if (result.status === 1 && activeMutant !== undefined) break;
}
for (const { scope: around } of chosen) await runHooks('afterAll', around);
const isEndless = hitLimit !== undefined && stryker.hitCount > hitLimit;
parentPort.postMessage(
  isEndless
    ? { status: 'timeout' }
    : { status: 'complete', tests: results, mutantCoverage: stryker.mutantCoverage },
);

import { dirname } from 'node:path';

type ImportingFile = { source: string; dependencies: { resolved: string }[] };

/**
 * Import cycles between folders, each as the sorted names of its folders. The root of a module
 * (`src/<module>`) is ignored, because its `*.module.ts` imports every folder of the module.
 */
export function folderCycles(files: readonly ImportingFile[]): string[] {
  const imports = new Map<string, Set<string>>();
  for (const { source, dependencies } of files) {
    for (const { resolved } of dependencies) {
      const [from, to] = [dirname(source), dirname(resolved)];
      if (from === to || isModuleRoot(from) || isModuleRoot(to) || !to.startsWith('src/')) continue;
      imports.set(from, (imports.get(from) ?? new Set()).add(to));
    }
  }
  const reaches = (from: string): Set<string> => {
    const reached = new Set<string>();
    const next = [from];
    for (let folder = next.pop(); folder !== undefined; folder = next.pop()) {
      for (const to of imports.get(folder) ?? []) {
        if (reached.has(to)) continue;
        reached.add(to);
        next.push(to);
      }
    }
    return reached;
  };
  const reachable = new Map([...imports.keys()].map((folder) => [folder, reaches(folder)]));
  const cycles = [...reachable]
    .filter(([folder, reached]) => reached.has(folder))
    .map(([folder, reached]) =>
      [...reached]
        .filter((other) => reachable.get(other)?.has(folder))
        .toSorted()
        .join(', '),
    );
  return [...new Set(cycles)];
}

const isModuleRoot = (folder: string): boolean => /^src(\/[^/]+)?$/.test(folder);

import { shingles, type StoryText } from './identity.js';

const BODY_HASHES = 32;
const HEADLINE_HASHES = 8;

const smallest = (hashes: Set<number>, count: number): number[] => [...hashes].sort((a, b) => a - b).slice(0, count);

/**
 * The smallest hashes of a text's shingles, as signed 32-bit numbers. Similar texts share some of them, so an
 * index over them finds the few texts worth a full comparison (Broder 1997, "On the resemblance and
 * containment of documents").
 */
export function textSketch({ headline, body }: StoryText): number[] {
  const found = [
    ...smallest(shingles((body ?? []).join('\n')), BODY_HASHES),
    ...smallest(shingles(headline ?? ''), HEADLINE_HASHES),
  ];
  return [...new Set(found.map((hash) => hash | 0))];
}

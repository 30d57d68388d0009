import { shingles, type StoryText } from './identity.js';

const BODY = 32;
const HEADLINE = 8;

const smallest = (hashes: Set<number>, count: number): number[] => [...hashes].sort((a, b) => a - b).slice(0, count);

/**
 * The smallest hashes of a text's shingles, as signed 32-bit numbers: two texts that share much share some of them, so an
 * index over them finds the few texts that are worth comparing whole (Broder 1997, "On the resemblance and containment of documents").
 */
export function textSketch({ headline, body }: StoryText): number[] {
  const found = [...smallest(shingles((body ?? []).join('\n')), BODY), ...smallest(shingles(headline ?? ''), HEADLINE)];
  return [...new Set(found.map((hash) => hash | 0))];
}

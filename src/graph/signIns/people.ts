/*
 * People as numbers. Outside of memory a person is a keyed hash (in FILE.key, while a run is unfinished) or a number
 * (in the file). The numbers follow the order of the hashes, so they say nothing about when or where somebody signed
 * in, and another run with another key gives other numbers.
 */
import { createHmac } from 'node:crypto';
import { compareText } from '../../model/json.ts';

export interface People {
  /** A number for this run; the same for the same id. */
  readonly numberOf: (userId: string) => number;
  readonly hashOf: (userId: string) => string;
  /** By number. */
  readonly hashes: () => readonly string[];
}

/** 72 bits: two of a million people share a hash with a probability of one in ten billion. */
const hashLength = 12;

/** `hashes` are those of an interrupted run with the same key. */
export function createPeople(key: string, hashes: readonly string[] = []): People {
  const secret = Buffer.from(key, 'hex');
  const hashOf = (userId: string): string =>
    createHmac('sha256', secret).update(userId).digest('base64url').slice(0, hashLength);
  const known = [...hashes];
  const byHash = new Map(known.map((hash, index) => [hash, index]));
  const byId = new Map<string, number>();
  return {
    hashOf,
    hashes: () => known,
    numberOf: (userId) => {
      const seen = byId.get(userId);
      if (seen !== undefined) return seen;
      const hash = hashOf(userId);
      const number = byHash.get(hash) ?? known.push(hash) - 1;
      byHash.set(hash, number);
      byId.set(userId, number);
      return number;
    },
  };
}

/** For each number of the run the number in the file, from 1 on. */
export function shuffledNumbers(hashes: readonly string[]): readonly number[] {
  const order = hashes.map((hash, number) => ({ hash, number })).sort((a, b) => compareText(a.hash, b.hash));
  const shuffled: number[] = new Array(hashes.length).fill(0);
  for (const [position, { number }] of order.entries()) shuffled[number] = position + 1;
  return shuffled;
}

import { afterEach, beforeEach, expect, vi } from 'vitest';

/** Fails each test of the file in which a library complains on the console. */
export function forbidComplaints(): void {
  const complaints: unknown[][] = [];
  beforeEach(() => {
    for (const level of ['warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation((...words) => void complaints.push(words));
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    expect(complaints.splice(0)).toEqual([]);
  });
}

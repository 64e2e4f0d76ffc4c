import type { Provider } from './provider.ts';
import { vmwareSrs } from './vmware-srs/index.ts';

/** Every provider, one line each. Nothing else in the program names one. */
export const providers: readonly Provider[] = [vmwareSrs];

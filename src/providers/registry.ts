import { huaweiCsms } from './huawei-csms/index.ts';
import { huaweiHss } from './huawei-hss/index.ts';
import type { Provider } from './provider.ts';
import { sailPoint } from './sailpoint/index.ts';
import { vmwareSrs } from './vmware-srs/index.ts';
import { vsphereCis } from './vsphere-cis/index.ts';

/** Every provider, one line each. Nothing else in the program names one. */
export const providers: readonly Provider[] = [huaweiCsms, huaweiHss, sailPoint, vmwareSrs, vsphereCis];

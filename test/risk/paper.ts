/**
 * Median share of logins re-asked per user, read off the plots of the data set's repository to about 0.03
 * (requirements C.2: Wiefling et al. 2022, doi 10.1145/3546069). Their attackers and their 3.3 million users, not ours.
 */
export const paperRates: Partial<Record<string, Record<12 | 39, readonly number[]>>> = {
  naive: { 12: [0.58, 0.25, 0.17, 0.08], 39: [0.15, 0.05, 0.03, 0.03] },
  vpn: { 12: [0.67, 0.33, 0.25, 0.17], 39: [0.2, 0.08, 0.07, 0.05] },
  targeted: { 12: [0.67, 0.42, 0.33, 0.17], 39: [0.23, 0.1, 0.08, 0.05] },
};

/** Shares of attacks to be caught, in the order of the rates above. */
export const caughtShares = [0.999, 0.995, 0.99, 0.98] as const;

/** So many deviations above the mean the fullest worker may come. */
const MARGIN = 4;

/**
 * What each of some workers has to hold, so that all together hold `target`: the kernel deals clients
 * out without regard for how full a worker is, and who comes to a full one is refused, or waits there
 * with `reuseport`, though another has room. Taken for binomial, with the variance
 * target x 1/workers x (1 - 1/workers).
 *
 * Source: Linux reuseport_select_sock, EPOLLEXCLUSIVE of epoll_ctl(2); measured with nginx 1.22: four
 * workers with room for 75 each, one client after the other, held 296.
 */
export function workerShare(target: number, workers: number): number {
  const even = target / workers;
  return Math.ceil(Math.min(target, even + MARGIN * Math.sqrt(even * (1 - 1 / workers))));
}

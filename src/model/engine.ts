/** What carries the sockets: the kernel's epoll by system calls (Linux), or Node's own. */
export type Engine = 'epoll' | 'node';

/** As it is asked for; auto = epoll where it is to be had, else node. */
export type EngineChoice = 'auto' | Engine;

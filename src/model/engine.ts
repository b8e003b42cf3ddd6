/** The implementation of sockets: the kernel's epoll through system calls (Linux), or Node's own. */
export type Engine = 'epoll' | 'node';

/** As the user asks for it; auto = epoll where it is available, otherwise node. */
export type EngineChoice = 'auto' | Engine;

import fc from 'fast-check';

// A failing property shrinks until this long after its start, so that its seed is printed before the runner gives up.
fc.configureGlobal({ interruptAfterTimeLimit: 20_000 });

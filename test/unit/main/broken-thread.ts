/** A thread that cannot start, as when a rule is broken. */
throw new Error('Broken rules: none');

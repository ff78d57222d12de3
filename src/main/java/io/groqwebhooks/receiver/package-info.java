/** The receiver that runs by itself; nothing here applies when the jar is embedded. */
@NullMarked
package io.groqwebhooks.receiver;

import org.jspecify.annotations.NullMarked;

/**
 * The receiver that runs by itself; nothing here applies when the jar is embedded. Nothing here is
 * public API.
 */
@NullMarked
package io.groqwebhooks.receiver;

import org.jspecify.annotations.NullMarked;

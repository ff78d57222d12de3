/**
 * What turns the bundle into a receiver that runs by itself; nothing here applies when it is
 * embedded.
 */
@NullMarked
package io.groqwebhooks.standalone;

import org.jspecify.annotations.NullMarked;

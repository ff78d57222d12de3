/** Senders, and the sources that receive from them. */
@NullMarked
package io.groqwebhooks.source;

import org.jspecify.annotations.NullMarked;

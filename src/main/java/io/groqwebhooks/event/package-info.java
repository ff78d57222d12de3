/** The event's envelope: reading it from bytes, carrying it in headers, offering it to handlers. */
@NullMarked
package io.groqwebhooks.event;

import org.jspecify.annotations.NullMarked;

/** Claims: an event is leased while it is handled and recorded once it is done. */
@NullMarked
package io.groqwebhooks.claim;

import org.jspecify.annotations.NullMarked;

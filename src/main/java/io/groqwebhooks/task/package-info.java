/**
 * Work that goes on beside deliveries, on threads of our own. Public for the other packages only.
 */
@NullMarked
package io.groqwebhooks.task;

import org.jspecify.annotations.NullMarked;

/**
 * From an HTTP request to a verified event in a route, and from what happened there to an HTTP
 * answer.
 */
@NullMarked
package io.groqwebhooks.intake;

import org.jspecify.annotations.NullMarked;

/**
 * What the receiver makes of Tomcat: connections that are bounded, and requests whose first byte
 * has a time. Nothing here is public API.
 */
@NullMarked
package io.groqwebhooks.http.tomcat;

import org.jspecify.annotations.NullMarked;

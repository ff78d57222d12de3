/** The receiver's YAML routes: finding, checking and reloading them. */
@NullMarked
package io.groqwebhooks.routes;

import org.jspecify.annotations.NullMarked;

/**
 * The receiver's YAML routes: finding, checking and reloading them. Other packages of the receiver
 * use {@link io.groqwebhooks.routes.RoutesFolder} and {@link
 * io.groqwebhooks.routes.RoutesConfiguration}. Nothing here is public API.
 */
@NullMarked
package io.groqwebhooks.routes;

import org.jspecify.annotations.NullMarked;

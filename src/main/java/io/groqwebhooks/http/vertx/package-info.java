/**
 * The thin end of the intake on the Vert.x server of Camel Main or Quarkus. Nothing here is public
 * API.
 */
@NullMarked
package io.groqwebhooks.http.vertx;

import org.jspecify.annotations.NullMarked;

/**
 * Files that hold secrets, as Kubernetes, Docker and systemd mount them, and what is done when they
 * change. Public for the other packages only.
 */
@NullMarked
package io.groqwebhooks.secrets;

import org.jspecify.annotations.NullMarked;

/** The thin end of the intake on a servlet server. Nothing here is public API. */
@NullMarked
package io.groqwebhooks.http.servlet;

import org.jspecify.annotations.NullMarked;

/** The intake on a servlet server. */
@NullMarked
package io.groqwebhooks.http.servlet;

import org.jspecify.annotations.NullMarked;

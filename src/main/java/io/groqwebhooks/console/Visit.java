package io.groqwebhooks.console;

import jakarta.servlet.http.HttpServletRequest;

/**
 * A request by somebody who may see the console.
 *
 * @param base the console's address, which every link begins with
 * @param parameters what the request says in its query or form
 */
record Visit(String base, Parameters parameters) {

  static Visit of(HttpServletRequest request) {
    return new Visit(request.getContextPath() + request.getServletPath(), new Parameters(request));
  }
}

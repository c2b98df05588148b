/** How long training takes on this machine, beside what its arithmetic alone takes in the same process. */
package org.fedner.model.benchmark;

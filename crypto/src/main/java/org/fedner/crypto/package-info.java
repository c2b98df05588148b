/** To be introduced. */
package org.fedner.crypto;

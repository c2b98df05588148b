/** To be introduced. */
package org.fedner.node;

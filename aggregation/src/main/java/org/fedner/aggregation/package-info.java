/** To be introduced. */
package org.fedner.aggregation;

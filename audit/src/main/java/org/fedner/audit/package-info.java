/** To be introduced. */
package org.fedner.audit;

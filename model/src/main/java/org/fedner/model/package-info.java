/** To be introduced. */
package org.fedner.model;

/**
 * What a run costs: Rényi differential privacy of the sampled discrete Gaussian at integer orders, and the conversion to
 * epsilon and delta (Mironov, Talwar and Zhang 2019; Canonne, Kamath and Steinke 2020; Kairouz, Liu and Steinke 2021).
 */
package org.fedner.aggregation.privacy.accounting;

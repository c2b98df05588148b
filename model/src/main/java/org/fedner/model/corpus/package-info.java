/**
 * Annotated notes, from files to the numbers a network reads.
 *
 * <p>{@link org.fedner.model.corpus.ConllReader} turns a file into {@link org.fedner.model.corpus.Sentence}s and names
 * file, line and remedy where it cannot; {@link org.fedner.model.corpus.TagSet} numbers a platform's own tags. What the
 * platforms must agree on is agreed without any of them naming a word: {@link org.fedner.model.corpus.CharacterTable} and
 * {@link org.fedner.model.corpus.Capitalisation} are fixed and public, words come from a public vector file ({@link
 * org.fedner.model.corpus.WordVectors}, same digest everywhere) or are hashed ({@link
 * org.fedner.model.corpus.HashedWords}).
 *
 * <p>Casing and digits: a word is looked up lower-cased (root locale) with its digits as they are; characters and
 * capitalisation are read from the word as written. Names of entity types are case-sensitive and may hold digits.
 *
 * <p>Nothing here prints a token or a tag: messages and {@code toString} give files, lines and sizes only.
 */
package org.fedner.model.corpus;

/**
 * Keeps the end of the conversation in sight while it grows, unless the reader has scrolled up to read.
 * @param {HTMLElement} box what scrolls
 * @param {HTMLElement} content what grows in it; while it is empty nothing is followed
 * @param {HTMLElement} button shown while the end is out of sight
 * @returns {() => void} call it to keep the end in sight from now on
 */
export function followEnd(box, content, button) {
  const near = 48;
  let following = false;

  const isEmpty = () => content.childElementCount === 0;
  const toEnd = () => { box.scrollTop = box.scrollHeight; };

  function look() {
    following = !isEmpty() && box.scrollHeight - box.scrollTop - box.clientHeight < near;
    button.hidden = following || isEmpty();
  }

  function follow() {
    following = !isEmpty();
    button.hidden = true;
    if (following) toEnd();
  }

  const watch = new ResizeObserver(() => (following ? toEnd() : look()));
  watch.observe(box);
  watch.observe(content);
  box.addEventListener('scroll', look, { passive: true });
  button.addEventListener('click', follow);
  return follow;
}

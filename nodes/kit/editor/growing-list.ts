/** An editable list as high as its rows, instead of one of a fixed height that scrolls. */
export function growingList<Item>(list: JQuery, options: Omit<EditableListOptions<Item>, 'height' | 'sortable' | 'removable'>): JQuery {
  // The height that the empty list has would be taken for its fixed height.
  list.css('min-height', 0).editableList<Item>({ ...options, height: 'auto', sortable: true, removable: true });
  list.parent().css('min-height', '40px');
  return list;
}

"""Elements of prose: found and rewritten without reading anything twice."""

from time import process_time

from finsam.core.text.elements import elements, ids, rewritten


def test_an_element_has_its_attributes_as_they_were_meant_and_its_inside_as_it_stands():
    (one,) = elements('<p>x <a title="A &amp; B" href="#s-budget">se <em>budget</em></a></p>', "a")
    assert one["title"] == "A & B"
    assert one["class"] == ""
    assert one.place == "s-budget"
    assert one.inside == "se <em>budget</em>"
    assert one.source == '<a title="A &amp; B" href="#s-budget">se <em>budget</em></a>'


def test_a_name_that_begins_in_the_same_way_is_another():
    assert [one.inside for one in elements("<abbr>ja</abbr><a>nej</a><address>x</address>", "a")] == ["nej"]


def test_a_link_out_of_the_document_leads_to_no_place_in_it():
    assert [one.place for one in elements('<a href="https://x.example/#s-a">x</a>', "a")] == [""]


def test_what_is_not_named_is_left_as_it_is():
    html = '<p><data value="x.y@0"> </data> och <a href="#s-a">a</a></p>'
    assert (
        rewritten(html, "data", lambda one: f"[{one['value']}]") == '<p>[x.y@0] och <a href="#s-a">a</a></p>'
    )


def test_places_are_found_on_any_element():
    assert ids('<h2 id="s-a">A</h2><tr id="rad-b"><td data-id="c">') == {"s-a", "rad-b"}


def test_elements_without_an_end_are_passed_over_as_quickly_as_the_text_is_long():
    begun = process_time()
    assert list(elements('<a href="#s-a">x ' * 50_000, "a")) == []
    assert process_time() - begun < 2

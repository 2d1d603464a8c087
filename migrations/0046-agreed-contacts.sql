-- Whether enough people agreed to be counted is asked before each dispatch, of a list of which most did not.
create index contact_measured_idx on contact (id) where measured;

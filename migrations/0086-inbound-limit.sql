-- How much came to one address of ours on a day: whoever was mailed once knows a return path and could fill the disk by it.
create index inbound_mail_rcpt_idx on inbound_mail (lower(rcpt), received_at);

ALTER TABLE `person_number` ADD `sim_changed_at_ms` integer;--> statement-breakpoint
ALTER TABLE `person_number` ADD `forwarded` integer;
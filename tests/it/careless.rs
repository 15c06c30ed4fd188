//! Slips that a careless writer makes, each beside a sentence that is right.

use crate::judge::{flags, leaves_alone, rules};

const HARBOUR: &str = "Harbour minister Ulla Toft, union president Mads Krag and port director Jan Rask will accompany \
    Pia Hask to Ostby. \
    The village of Untersund was hit hardest by the storm. The road between Ostby and Halden has been closed. \
    A quarter of the fishermen asked said they would prefer the long nets. \
    The fund also plans to open offices in Ostby and Halden next year if the members agree. \
    The contractor had warned the harbour department in writing the previous autumn. \
    Nordmar repaid 4.1 million euros to the port in 2021 without admitting liability. \
    The Krag Street Traders have received 1.2 million euros from a hardship fund. \
    The fishermen's association Fair Nets urged the company to offer the nets before the winter.";

#[test]
fn a_stranger_in_a_row_of_names_is_noticed() {
    flags(
        HARBOUR,
        "Harbour Minister Toft, Union President Bodil Madsen and Port Director Rask will accompany Hask to Ostby.",
        "conflicting-name",
        "Bodil Madsen",
    );
    leaves_alone(HARBOUR, "Harbour Minister Toft, Union President Krag and Port Director Rask will accompany Hask.");
}

#[test]
fn another_name_in_the_same_phrase_is_another_place() {
    flags(HARBOUR, "The village of Halden was hit hardest by the storm.", "conflicting-name", "Halden");
    leaves_alone(HARBOUR, "The storm hit the village of Untersund hardest.");
}

#[test]
fn most_are_not_a_quarter() {
    flags(HARBOUR, "Most of the fishermen asked said they would prefer the long nets.", "overstated-claim", "Most");
    leaves_alone(HARBOUR, "Some of the fishermen asked said they would prefer the long nets.");
}

#[test]
fn what_is_planned_is_not_done() {
    flags(HARBOUR, "The fund has opened offices in Ostby and Halden.", "overstated-claim", "has opened");
    leaves_alone(HARBOUR, "The fund is planning to open offices in Ostby and Halden.");
}

#[test]
fn who_warns_is_not_who_is_warned() {
    flags(
        HARBOUR,
        "The harbour department warned the contractor in writing.",
        "conflicting-name",
        "harbour department warned the contractor",
    );
    leaves_alone(HARBOUR, "The contractor warned the harbour department in writing.");
}

#[test]
fn who_pays_back_is_not_who_is_paid() {
    flags(HARBOUR, "The port repaid 4.1 million euros to Nordmar in 2021.", "conflicting-name", "port repaid");
    leaves_alone(HARBOUR, "In 2021 Nordmar repaid 4.1 million euros to the port.");
}

#[test]
fn paying_into_a_fund_is_not_getting_from_it() {
    let claim = "The Krag Street Traders have paid 1.2 million euros into a hardship fund.";
    flags(HARBOUR, claim, "conflicting-name", "paid 1.2 million euros into a hardship fund");
    leaves_alone(HARBOUR, "The Krag Street Traders have been given 1.2 million euros from a hardship fund.");
}

#[test]
fn a_body_by_its_name_is_the_body() {
    let claim = "The company urged the fishermen's association to offer the nets before the winter.";
    flags(HARBOUR, claim, "conflicting-name", "company urged the fishermen's association");
    leaves_alone(HARBOUR, "The fishermen's association urged the company to offer the nets before the winter.");
}

const COUNCIL: &str = "Toft will meet Rask in Ostby on Monday, before a series of meetings with European mayors. \
    The flurry of activity in Ostby on January 6th and 7th is noteworthy. \
    A multinational European rescue force would be sent to Peruvian waters to guarantee safety; boats would support \
    this force. \
    A meeting of the \"Coalition of the Willing\" reaffirmed a shared commitment to the harbour. \
    The mayors discussed the harbour before the elections.";

#[test]
fn a_seat_of_the_union_is_a_town_like_another() {
    flags(
        COUNCIL,
        "Toft will meet Rask in Brussels on Monday, before the talks with the European mayors.",
        "conflicting-name",
        "Brussels",
    );
    leaves_alone(COUNCIL, "Toft will meet Rask in Ostby on Monday, before the talks with the European mayors.");
}

#[test]
fn two_days_of_a_month_may_stand_before_a_verb() {
    leaves_alone(COUNCIL, "In Ostby, January 6 and 7 brought noteworthy activity.");
    flags(
        COUNCIL,
        "In Ostby, January 6 and 9 brought a flurry of noteworthy activity.",
        "conflicting-date",
        "January 6 and 9",
    );
}

#[test]
fn a_force_is_whose_the_source_says_it_is() {
    flags(
        COUNCIL,
        "A multinational Peruvian force would be sent out to guarantee safety.",
        "conflicting-name",
        "Peruvian",
    );
    leaves_alone(COUNCIL, "A multinational European force would be sent out to guarantee safety.");
}

#[test]
fn the_name_of_a_coalition_is_quoted_as_it_is() {
    let claim = "A meeting of the \"Coalition of the Determined\" reaffirmed a shared commitment to the harbour.";
    flags(COUNCIL, claim, "altered-quotation", "Determined");
    leaves_alone(COUNCIL, "A meeting of the \"Coalition of the Willing\" reaffirmed a commitment to the harbour.");
}

#[test]
fn a_condition_that_no_source_sets_is_noticed() {
    let claim = "The mayors discussed the harbour only after the ferry company had lowered its prices.";
    flags(COUNCIL, claim, "unsupported-claim", "only after the ferry company had lowered its prices");
    leaves_alone(COUNCIL, "The mayors discussed the harbour before the elections.");
}

const ROUTES: &str = "The night routes would go unless a sponsor is found before the end of November. \
    Rask asked whether the tram was late. \
    Its director, Mads Krag, put the extra cost at 240 million euros a year. \
    Peru, through its envoy Pia Hask, is reported not to object to the new harbour. \
    Toft announced that Quill would ask the Supreme Court for permission to appeal against the fraud conviction. \
    Nordmar, the largest exporter of the valley, has applied for formal membership of the port league. \
    Candidate Irena Foss led with 41 percent, and two smaller parties have declared for the president. \
    Jan Rask, the special envoy, said that the offer was \"game-changing\".";

#[test]
fn a_condition_in_other_words_is_the_same() {
    leaves_alone(ROUTES, "The night routes will be cut unless a sponsor comes forward by the end of November.");
    leaves_alone(ROUTES, "Rask asked if the tram was late.");
}

#[test]
fn a_body_speaks_through_its_officers() {
    leaves_alone(ROUTES, "Hask is reported not to object to the new harbour.");
    leaves_alone(ROUTES, "The offer was described by Toft's special envoy Jan Rask as \"game-changing\".");
}

#[test]
fn a_plea_against_something_does_not_deny_it() {
    leaves_alone(ROUTES, "Quill intends to seek permission to appeal to the Supreme Court over the fraud conviction.");
}

#[test]
fn words_that_only_strengthen_stand_for_each_other() {
    leaves_alone(
        ROUTES,
        "Nordmar, the biggest exporter of the valley, has applied for full membership of the port league.",
    );
}

#[test]
fn a_clause_behind_a_name_describes_nobody() {
    leaves_alone(ROUTES, "Analysts look to Irena Foss, but two smaller parties are already backing the president.");
}

const SPEECHES: &str = "Its leader, Matthias Kroll, demanded a fund. Minister Elke Tamm promised support but did not name a sum. \
    \"Nobody will be left alone,\" she said in Ostby on Saturday. \
    The opposition is led by the vice-president, Naomi Tanaka of Japan. The federation's treasurer has resigned.";

#[test]
fn she_is_the_one_of_whom_was_spoken_last() {
    let claim = "\"Nobody will be left alone,\" opposition leader Matthias Kroll said in Ostby.";
    flags(SPEECHES, claim, "misattributed-quotation", "Matthias Kroll");
    leaves_alone(SPEECHES, "\"Nobody will be left alone,\" Minister Elke Tamm said in Ostby.");
}

#[test]
fn an_office_may_be_told_before_the_name_of_a_stranger() {
    let claim = "Naomi Tanaka, the federation's treasurer, leads the opposition.";
    flags(SPEECHES, claim, "conflicting-name", "treasurer");
    leaves_alone(SPEECHES, "Naomi Tanaka, the vice-president, leads the opposition.");
}

const MINES: &str = "Mads Krag, head of the country's directorate of mines, reported that the shaft at Ostby is dry. \
    Another call with the miners was planned, as Jan Rask, the harbour's spokesman, confirmed to reporters. \
    The remaining hurdle is its formal approval by the board of the harbour. \
    The proposed toll-free lane may cost the port many jobs. \
    Plans for a toll-free lane divide the members, and the toll-free lane could come next year. \
    The effect of the contract hinges on several things: the patience of the lender, the age of the boats, and the \
    willingness to repair them. \
    The talks were held after the meeting in Halden where Toft effectively strengthened Krag on the world stage. \
    The presence of director Ulla Toft at the mill in Halden on 7 January adds a layer of trouble. \
    The pilots' strike was over. Nobody paid for the coffee. The weather was fine when minister Bodil Madsen spoke.";

#[test]
fn the_head_of_another_body_is_noticed() {
    flags(
        MINES,
        "Mads Krag, the chief of the general staff, reported that the shaft at Ostby is dry.",
        "conflicting-name",
        "general staff",
    );
    leaves_alone(
        MINES,
        "Mads Krag, who is the chief of the directorate of mines, reported that the shaft at Ostby is dry.",
    );
}

#[test]
fn another_calling_is_noticed() {
    flags(
        MINES,
        "Jan Rask, the harbour's chief negotiator, confirmed to reporters that another call was planned.",
        "conflicting-name",
        "harbour's chief negotiator",
    );
    leaves_alone(
        MINES,
        "Jan Rask, a spokesperson for the harbour, confirmed to reporters that another call was planned.",
    );
}

#[test]
fn what_is_proposed_is_not_there() {
    flags(MINES, "The toll-free lane at the port has been set up.", "overstated-claim", "has been set");
    leaves_alone(MINES, "The toll-free lane at the port has been proposed.");
}

#[test]
fn a_hurdle_is_not_taken() {
    flags(
        MINES,
        "The contract has received formal approval by the board of the harbour.",
        "overstated-claim",
        "has received",
    );
    leaves_alone(MINES, "The contract still needs the formal approval of the board of the harbour.");
}

#[test]
fn an_item_is_read_with_its_owner() {
    flags(
        MINES,
        "The effect of the contract hinges on the patience of the lender, the consent of Krag, and the willingness to repair.",
        "contradicted-claim",
        "consent of Krag",
    );
    leaves_alone(
        MINES,
        "The effect of the contract hinges on the patience of the lender, the age of the boats, and the willingness to repair.",
    );
}

#[test]
fn harm_is_not_help() {
    flags(
        MINES,
        "At the meeting in Halden Toft effectively weakened Krag on the world stage.",
        "contradicted-claim",
        "weakened",
    );
    leaves_alone(MINES, "At the meeting in Halden Toft effectively fortified Krag on the world stage.");
}

#[test]
fn the_only_other_person_is_the_one_who_is_meant() {
    flags(
        MINES,
        "Minister Bodil Madsen's presence at the mill in Halden on 7 January added a layer of trouble.",
        "conflicting-name",
        "Bodil Madsen",
    );
    leaves_alone(MINES, "Ulla Toft's presence at the mill in Halden on 7 January added a layer of trouble.");
}

const ROUNDS: &str = "Halden Foods intends to apply for approval in Europe by the end of March and in the United States in June. \
    Turnout reached almost 81 percent in Ostby, in the southern province of Sarn only 58. \
    Parking at the mill will cost 4 dollars an hour instead of 2.50 from 1 March. \
    Seven were rescued, the last of them, the welder Davor Krag, after 52 hours. \
    Krag, 34, told the commission that he had drunk from a hose. \
    The port authority expects 5 percent more containers next year. \
    The exchange in Halden closed 0.9 percent higher on Friday. \
    \"The hill gave notice. Nobody opened the letter,\" Toft said as she presented the report. \
    The union's chairman, Zoran Balk, demanded 30 million. \
    The talks brought friction over the toll zone, and the plan of a toll zone causes tension between Sarn and Halden. \
    Two members of the mayor's own Bright Alliance, Desmond Pike and Carla Ness, voted against. \
    Gunnar Dahl, a kidney specialist in Utrecht who took no part in the study, called the result convincing. \
    The library branches in Millgate, Eastbank and Cooper Hill will close at the end of June.";

#[test]
fn a_continent_is_found_where_it_is_named() {
    leaves_alone(ROUNDS, "Halden Foods plans to apply for approval in Europe by the end of March.");
    flags(ROUNDS, "Halden Foods plans to apply for approval in Asia by the end of March.", "conflicting-name", "Asia");
}

#[test]
fn a_measure_may_be_said_once() {
    leaves_alone(ROUNDS, "Turnout reached only 58 percent in the southern province of Sarn.");
    flags(
        ROUNDS,
        "Turnout reached only 61 percent in the southern province of Sarn.",
        "conflicting-figure",
        "61 percent",
    );
    leaves_alone(ROUNDS, "From 1 March parking at the mill will cost 1.50 dollars an hour more.");
}

#[test]
fn an_age_may_stand_behind_a_calling() {
    leaves_alone(ROUNDS, "Davor Krag, a welder of 34, was rescued last.");
    flags(
        ROUNDS,
        "Davor Krag, a welder of 43, was rescued last.",
        "unsupported-claim",
        "Davor Krag, a welder of 43, was rescued last.",
    );
}

#[test]
fn a_figure_goes_the_way_it_goes() {
    flags(
        ROUNDS,
        "The port authority expects containers to shrink by 5 percent next year.",
        "contradicted-claim",
        "shrink",
    );
    leaves_alone(ROUNDS, "The port authority expects containers to grow by 5 percent next year.");
    flags(ROUNDS, "On Friday the exchange in Halden ended 0.9 percent lower.", "contradicted-claim", "lower");
    leaves_alone(ROUNDS, "On Friday the exchange in Halden ended up 0.9 percent.");
}

#[test]
fn a_quotation_may_go_over_two_sentences() {
    let said_by = |name: &str| format!("\"The hill gave notice. Nobody opened the letter,\" {name} said.");
    assert_eq!(rules(ROUNDS, &said_by("Zoran Balk")), ["misattributed-quotation"]);
    assert_eq!(rules(ROUNDS, &said_by("Toft")), Vec::<&str>::new());
    let altered = "\"The hill gave notice. Nobody opened the parcel,\" Toft said.";
    assert_eq!(rules(ROUNDS, altered), ["altered-quotation"]);
}

#[test]
fn a_party_may_go_without_its_name() {
    leaves_alone(ROUNDS, "Two members of the mayor's own party, Desmond Pike and Carla Ness, voted against.");
}

#[test]
fn who_takes_no_part_is_from_outside() {
    leaves_alone(ROUNDS, "Gunnar Dahl, an outside specialist in Utrecht, called the result convincing.");
    flags(
        ROUNDS,
        "Gunnar Dahl, a heart specialist in Utrecht, called the result convincing.",
        "contradicted-claim",
        "heart",
    );
}

#[test]
fn what_is_told_to_come_may_be_told_of_once_it_has_come() {
    leaves_alone(
        ROUNDS,
        "Once Millgate, Eastbank and Cooper Hill have closed at the end of June, library branches will be rare.",
    );
}

const COURTS: &str = "Turnout in Halden was 71 percent, up from 64 percent five years ago. \
    Unemployment stands at 5.2 percent, a little below the average of the past ten years. \
    Two of the three judges agreed that the verdict was wrong; the third, Judge Lawlor, would have upheld it. \
    The drug was given on top of the old ones in about half of the patients. \
    There is a possibility of a summit of Toft, Krag and Hask, but there is still no confirmed place or date for it. \
    The builders' union Fair Walls warned that costs would rise. Its director, Marc Olden, put the extra cost at 240 million a year. \
    Talks with Sarn are over. The treaty on the river was signed by both countries in May.";

#[test]
fn a_figure_lies_on_its_side_of_another() {
    flags(
        COURTS,
        "Turnout in Halden was 71 percent, slightly lower than five years ago.",
        "contradicted-claim",
        "lower",
    );
    leaves_alone(COURTS, "Turnout in Halden was 71 percent, higher than five years ago.");
    flags(
        COURTS,
        "At 5.2 percent, unemployment is slightly higher than the average of ten years.",
        "contradicted-claim",
        "higher",
    );
    leaves_alone(COURTS, "At 5.2 percent, unemployment is slightly lower than the average of ten years.");
}

#[test]
fn two_of_three_are_not_all_three() {
    flags(COURTS, "All three judges agreed that the verdict was wrong.", "overstated-claim", "All three");
    leaves_alone(COURTS, "Two judges of three agreed that the verdict was wrong.");
    flags(COURTS, "The drug was given on top of the old ones in all of the patients.", "overstated-claim", "all");
    leaves_alone(COURTS, "The drug was given on top of the old ones in some of the patients.");
}

#[test]
fn what_is_not_confirmed_is_not_settled() {
    flags(
        COURTS,
        "The place and date of the summit of Toft, Krag and Hask have been settled.",
        "overstated-claim",
        "have been settled",
    );
    leaves_alone(COURTS, "The place and date of the summit of Toft, Krag and Hask have not been settled.");
    leaves_alone(COURTS, "The treaty on the river has been signed by both countries.");
}

#[test]
fn a_body_speaks_by_its_director() {
    leaves_alone(COURTS, "The builders' union Fair Walls puts the extra cost at 240 million a year.");
}

const GRIDS: &str = "Industry there fears that power prices, which are a third lower than in Tavland, could rise. \
    It was the longest rail strike in Sarn since 1994, when trains stood still. \
    The harbour fund is offering compensation of 8 million euros; the fishermen are demanding 13 million. \
    In tests an expert, Professor Ossian Reith, was able to identify 71 out of 100 people from their movements. \
    The Court of Audit had found 14 contracts without competition. Its president, Sabina Orlov, spoke of \"carelessness, not corruption\". \
    The cost of transport, an estimated 310,000 guilders, is borne half by the ministry and half by the museum. \
    At the height of the strike only one in eight long-distance trains ran. \
    Paloma Reyes, chief executive of Acero del Sur, the country's largest mill, said her company would probably hire 350 workers in Tres Rios. \
    The builders blame the scarcity of cable ships. \
    Employers will no longer need a permit to hire nurses; a notice will suffice. Permits currently take 11 weeks on average. \
    The extension does not require the consent of parliament; the cut in allowances does.";

#[test]
fn one_comparative_stands_for_another() {
    leaves_alone(
        GRIDS,
        "Power prices there are a third less than in Tavland, and industry fears that they could rise.",
    );
    flags(
        GRIDS,
        "Power prices there are a third higher than in Tavland, and industry fears that they could rise.",
        "contradicted-claim",
        "higher",
    );
}

#[test]
fn not_since_then_a_longer_one_is_the_longest() {
    leaves_alone(GRIDS, "Not since 1994 has Sarn seen a longer rail strike.");
}

#[test]
fn a_sum_may_leave_out_its_currency() {
    leaves_alone(GRIDS, "The compensation on offer falls 5 million euros short of what the fishermen are demanding.");
    flags(
        GRIDS,
        "The compensation on offer falls 6 million euros short of what the fishermen are demanding.",
        "conflicting-figure",
        "6 million euros",
    );
}

#[test]
fn so_many_of_a_hundred_are_so_many_out_of_a_hundred() {
    leaves_alone(GRIDS, "Ossian Reith was able to identify 71 of 100 people from their movements.");
    flags(
        GRIDS,
        "Ossian Reith was able to identify 77 of 100 people from their movements.",
        "unsupported-claim",
        "Ossian Reith was able to identify 77 of 100 people from their movements.",
    );
}

#[test]
fn who_heads_a_body_is_the_one_who_speaks() {
    leaves_alone(
        GRIDS,
        "Sabina Orlov, president of the Court of Audit, described it as \"carelessness, not corruption\".",
    );
    let rules =
        rules(GRIDS, "Paloma Reyes, chief executive of Acero, described it as \"carelessness, not corruption\".");
    assert_eq!(rules, ["misattributed-quotation"]);
    leaves_alone(
        GRIDS,
        "Paloma Reyes, chief executive of Acero del Sur, said the company would probably hire 350 workers in Tres Rios.",
    );
}

#[test]
fn what_each_pays_is_no_whole() {
    leaves_alone(GRIDS, "The ministry and the museum will each pay about 155,000 guilders of the cost of transport.");
}

#[test]
fn the_rest_may_be_told_of_by_its_other_end() {
    leaves_alone(GRIDS, "At the height of the strike seven out of eight long-distance trains failed to run.");
    flags(
        GRIDS,
        "At the height of the strike seven out of eight long-distance trains ran.",
        "conflicting-figure",
        "seven out of eight",
    );
}

#[test]
fn a_denial_reaches_no_other_statement() {
    leaves_alone(GRIDS, "In future a notice will suffice to hire nurses; permits now take 11 weeks on average.");
    leaves_alone(GRIDS, "Unlike the extension, the cut in allowances requires the consent of parliament.");
    leaves_alone(GRIDS, "The builders blame the shortage of cable ships.");
}

const TALKS: &str = "\"Nobody won, and that is why it may hold,\" said the mediator, the former labour minister Cornelia Brand. \
    The union's general secretary, Oskar Pell, recommended that members accept. \
    \"They ask us for the deed to a house in the river,\" said Ana Furl, who speaks for the residents. \
    The mayor, Petar Lask, said that the control room had not passed on the alert. \
    If all goes well, power will flow from the autumn of 2029. \
    About 214,000 people have protected status in Sarn; 62 percent of them are female, and a third are children under 15.";

#[test]
fn the_name_of_who_speaks_may_stand_behind_what_they_are() {
    let said_by = |name: &str| format!("\"Nobody won, and that is why it may hold,\" said the {name}.");
    assert_eq!(rules(TALKS, &said_by("union's general secretary, Oskar Pell")), ["misattributed-quotation"]);
    assert_eq!(rules(TALKS, &said_by("mediator, the former minister Cornelia Brand")), Vec::<&str>::new());
    let complained = "\"They ask us for the deed to a house in the river,\" complained Petar Lask, the mayor.";
    assert_eq!(rules(TALKS, complained), ["misattributed-quotation"]);
}

#[test]
fn a_season_belongs_to_its_year() {
    flags(
        TALKS,
        "If all goes well, power will flow through the cable from the spring of 2029.",
        "conflicting-date",
        "spring",
    );
    leaves_alone(TALKS, "If all goes well, power will flow through the cable from the autumn of 2029.");
}

#[test]
fn a_share_is_of_whom_it_is_said() {
    leaves_alone(TALKS, "Of the 214,000 people with protected status in Sarn, one in three is a child under 15.");
}

const SPANS: &str = "According to the board, an update installed on 9 June caused the machines to skip pages. \
    A first warning from a marker on 23 June was logged but not handed on. \
    The ministers decided on a closed season from 15 February to 30 April. \
    Of the extra 600 million crowns, 340 million crowns are for steel and 190 million crowns for wages; the rest is due to exchange rates. \
    The ministry accepted eleven of his fourteen proposals. \
    His report is due in May.";

#[test]
fn how_long_it_took_follows_from_two_dates() {
    leaves_alone(SPANS, "Two weeks passed between the update of the machines and a first warning from a marker.");
    leaves_alone(SPANS, "The ministers decided on a closed season of about two and a half months.");
    flags(
        SPANS,
        "The ministers decided on a closed season of about four months.",
        "unsupported-claim",
        "The ministers decided on a closed season of about four months.",
    );
}

#[test]
fn what_is_left_of_a_sum_is_worked_out() {
    leaves_alone(SPANS, "Exchange rates account for 70 million crowns of the extra 600 million crowns.");
    flags(
        SPANS,
        "Exchange rates account for 90 million crowns of the extra 600 million crowns.",
        "conflicting-figure",
        "90 million",
    );
}

#[test]
fn those_left_over_are_the_ones_not_told_of() {
    leaves_alone(SPANS, "Three of his fourteen proposals have not been accepted by the ministry.");
}

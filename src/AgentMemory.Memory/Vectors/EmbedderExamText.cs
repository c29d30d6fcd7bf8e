namespace AgentMemory.Memory.Vectors;

/// <summary>
/// What people say to each other, written for this exam: turns with two questions that each of them answers, one in other words and
/// one that shares words with it, and turns that answer none.
/// </summary>
internal static class EmbedderExamText
{
    /// <summary>Turns that answer something, by place.</summary>
    public static IReadOnlyList<string> Answers => [.. Lines.Select(line => line[0])];

    /// <summary>A question to each answer, in other words.</summary>
    public static IReadOnlyList<string> InOtherWords => [.. Lines.Select(line => line[1])];

    /// <summary>A question to each answer that shares words with it.</summary>
    public static IReadOnlyList<string> InItsWords => [.. Lines.Select(line => line[2])];

    private static IReadOnlyList<string[]> Lines { get; } =
    [
        .. """
        Marta: I finally handed in my notice at the bank, Friday is my last day.
        When does Marta stop working for the bank?
        When did Marta hand in her notice?
        Marta: We adopted a greyhound from the shelter, he used to race.
        What kind of pet did Marta take in?
        From where did Marta adopt the greyhound?
        Marta: My flight to Lisbon leaves at six in the morning, so I will sleep at the airport.
        Where is Marta travelling to?
        When does Marta's flight to Lisbon leave?
        Marta: The doctor says I have to stay away from peanuts for good.
        Which food is Marta allergic to?
        Who told Marta to stay away from peanuts?
        Marta: Grandmother left me her violin and I have started lessons again.
        What instrument did Marta inherit?
        Who left Marta the violin?
        Marta: I ran the half marathon in just under two hours!
        How fast did Marta finish her race?
        How long did Marta's half marathon take?
        Marta: My brother Piotr is getting married in a vineyard in September.
        Where will the wedding of Piotr take place?
        In which month is Marta's brother getting married?
        Marta: The landlord wants to sell, so we must be out by the end of May.
        Why does Marta have to move house?
        By when must Marta be out because the landlord sells?
        Marta: I have been learning Japanese with an app every evening.
        Which language is Marta studying?
        How does Marta learn Japanese?
        Marta: I burnt the lasagne again, the oven runs far too hot.
        What went wrong with the dinner?
        Why did Marta's lasagne burn?
        Marta: They picked my photo of the lighthouse for the cover of the calendar.
        Which of Marta's pictures was published?
        What does Marta's photo on the calendar show?
        Marta: I cannot stand horror films, they keep me awake for days.
        What sort of movies does Marta avoid?
        What do horror films do to Marta?
        Dev: I got the job at the observatory, I start in the new year.
        Where is Dev going to be employed?
        When does Dev start the job at the observatory?
        Dev: My daughter lost her first tooth at the swimming pool.
        What happened to Dev's little girl at the pool?
        Where did Dev's daughter lose a tooth?
        Dev: We painted the kitchen yellow and regretted it within an hour.
        What colour did Dev choose for the kitchen walls?
        How soon did Dev regret the yellow kitchen?
        Dev: The car broke down on the motorway and had to be towed to Leeds.
        What trouble did Dev have with his vehicle?
        Where was Dev's car towed?
        Dev: I gave up coffee in March and sleep much better now.
        What did Dev stop drinking?
        When did Dev give up coffee?
        Dev: My sister teaches chemistry at a school in Nairobi.
        What does Dev's sister do for a living?
        In which city does Dev's sister teach?
        Dev: The council turned down our plan for a community garden.
        Was the garden project approved?
        What did the council say to the community garden?
        Dev: I am saving for a sailing boat, nothing big, just for weekends.
        What is Dev putting money aside for?
        What kind of boat is Dev saving for?
        Dev: Our choir will sing in the cathedral on Christmas Eve.
        Where does the choir perform in December?
        When does Dev's choir sing in the cathedral?
        Dev: I left my umbrella on the tram, the green one you gave me.
        What did Dev lose on public transport?
        Where did Dev leave the green umbrella?
        Dev: The dentist pulled two wisdom teeth and I could only eat soup.
        Why was Dev living on liquid food?
        How many wisdom teeth did the dentist pull?
        Dev: I planted forty tulip bulbs along the fence.
        What grows by Dev's fence?
        How many tulip bulbs did Dev plant?
        Ingrid: My knee operation went well, but no skiing this winter.
        Which sport must Ingrid do without after surgery?
        How did Ingrid's knee operation go?
        Ingrid: I sold the motorbike and bought a folding bicycle instead.
        What did Ingrid replace her motorbike with?
        What happened to Ingrid's motorbike?
        Ingrid: The book club chose a novel about whaling, eight hundred pages!
        What is the subject of the book club's novel?
        How many pages has the novel of Ingrid's book club?
        Ingrid: My neighbour plays the drums until midnight and will not listen to reason.
        Who disturbs Ingrid's sleep?
        Until when does Ingrid's neighbour play the drums?
        Ingrid: The twins turned seven yesterday, we had a pirate cake.
        How old are Ingrid's children?
        What kind of cake did the twins of Ingrid have?
        Ingrid: I volunteer at the food bank on Tuesdays.
        How does Ingrid help people in need?
        On which day is Ingrid at the food bank?
        Ingrid: The tax office sent me a refund of three hundred crowns.
        Which authority paid Ingrid money back?
        How many crowns was the refund that Ingrid got?
        Ingrid: We saw the northern lights from the hotel roof.
        What did Ingrid watch in the sky?
        From where did Ingrid see the northern lights?
        Ingrid: My password manager locked me out, I had to reset everything.
        What computer problem did Ingrid run into?
        What did Ingrid have to reset because of the password manager?
        Ingrid: I was born in Trondheim, but we left when I was three.
        What is Ingrid's place of birth?
        How old was Ingrid when she left Trondheim?
        Ingrid: My boss moved the deadline to the tenth, thank goodness.
        Until when does Ingrid have time for her work?
        To which day did Ingrid's boss move the deadline?
        Ingrid: I knit a jumper for the baby, with little foxes on it.
        What did Ingrid make for the newborn?
        What is on the jumper that Ingrid knit?
        Tomas: The bakery on the corner closed, the owner has retired.
        Why is the corner shop with the bread gone?
        Why did the bakery on Tomas's corner close?
        Tomas: I failed the driving test, I did not see the cyclist.
        Did Tomas get his licence?
        Whom did Tomas not see in the driving test?
        Tomas: We are hosting an exchange student from Brazil until June.
        Which country does Tomas's guest come from?
        Until when does Tomas host the exchange student?
        Tomas: My grandfather built clocks, this one still strikes the hour.
        What was the trade of Tomas's grandfather?
        Which clock of his grandfather does Tomas still have?
        Tomas: I am scared of heights, I stayed at the bottom of the tower.
        What is Tomas afraid of?
        Why did Tomas stay at the bottom of the tower?
        Tomas: The museum gave me free entry for life after I returned the coin.
        How did Tomas earn his museum pass?
        What did the museum give Tomas for the coin?
        Tomas: I broke two fingers playing handball on Sunday.
        How was Tomas injured?
        How many fingers did Tomas break at handball?
        Tomas: We named the kitten Pixel because of the square patch on her nose.
        What is the name of Tomas's cat?
        Why is Tomas's kitten named Pixel?
        Tomas: The roof leaks above the bedroom and the builder comes on Thursday.
        When will the roof be repaired?
        When does the builder come to Tomas's roof?
        Tomas: I prefer trains, flying makes my ears hurt for days.
        How does Tomas like to travel?
        What does flying do to Tomas's ears?
        Tomas: My cousin opened a tea house in the old harbour.
        Who runs a business by the port?
        What did Tomas's cousin open in the harbour?
        Tomas: I won a basket of cheese in the raffle, come and help me eat it.
        What prize did Tomas take home?
        What was in the basket that Tomas won in the raffle?
        """.Split('\n').Select(line => line.Trim()).Chunk(3),
    ];

    /// <summary>Turns that answer no question, by the same people.</summary>
    public static IReadOnlyList<string> Chatter { get; } =
    [
        .. """
        Marta: Good morning! How was your weekend?
        Marta: The bank on our street is painted grey now, it looks sad.
        Marta: Do you still have my copy of the travel guide?
        Marta: I walked the dog twice today, he would not stop pulling.
        Marta: My violin teacher is stricter than I expected.
        Marta: That is wonderful news, I am so happy for you.
        Marta: The airport bus was late and full of school children.
        Marta: I had soup for lunch, nothing special.
        Marta: Piotr sends his regards, by the way.
        Marta: It rained all day, so we watched old films on the sofa.
        Marta: Let me know when you have time for a call.
        Marta: Running in the heat is no fun at all.
        Dev: Not much, just work and a bit of gardening.
        Dev: The kitchen tap drips, but I can fix that.
        Dev: My daughter wants to learn to dive next.
        Dev: Leeds was grey, but the people were kind.
        Dev: I will think about it and tell you tomorrow.
        Dev: School starts again on Monday, the house will be quiet.
        Dev: A cup of tea and a good book, that is all I need.
        Dev: The choir needs more tenors, do you know anyone?
        Dev: I drove past the old observatory on the hill.
        Dev: Have you seen the price of petrol lately?
        Dev: The garden is full of weeds this year.
        Dev: You are right, I should have asked before.
        Ingrid: I am so tired, the week was far too long.
        Ingrid: Skiing used to be cheaper when we were young.
        Ingrid: The children have a cold, so we stayed at home.
        Ingrid: I read half a page and fell asleep.
        Ingrid: Thank you for the flowers, they are lovely.
        Ingrid: The hotel breakfast was better than the room.
        Ingrid: My bicycle has a flat tyre again.
        Ingrid: What are you doing on Tuesday evening?
        Ingrid: The office has new chairs, at last.
        Ingrid: Winter is my favourite time of the year.
        Ingrid: I do not understand the new tax form at all.
        Ingrid: That sounds exciting, tell me more!
        Tomas: Hello again, sorry for the late reply.
        Tomas: I bought bread and cheese for tonight.
        Tomas: The tower bells woke me up at seven.
        Tomas: My cousin always talks about money.
        Tomas: Our guest cooks better than I do.
        Tomas: The train was on time for once.
        Tomas: I have to see the builder about the bill.
        Tomas: The museum was crowded on Sunday.
        Tomas: She sleeps on my keyboard whenever I work.
        Tomas: We should meet at the harbour some time.
        Tomas: I agree, that would be the best way.
        Tomas: Handball training was cancelled because of the snow.
        """.Split('\n').Select(line => line.Trim()),
    ];

    /// <summary>
    /// And turns about the same things: in a long conversation a thing is talked about in several turns, and one of them holds what is
    /// asked for.
    /// </summary>
    public static IReadOnlyList<string> OnTheSame { get; } =
    [
        .. """
        Dev: You look pale, Marta, is everything all right at the bank? When will you tell your boss?
        Marta: The bank gave me a watch and a card, and I cried a little when I stopped at the door.
        Ingrid: Did you get a pet after all, Marta? What kind of dog would you take?
        Marta: The shelter called again, they want to see how the dog is doing.
        Dev: When does your flight leave, and where are you travelling to this time?
        Marta: The airport food was terrible, but I was travelling light and slept well.
        Tomas: What did the doctor say about the rash? Is it the food?
        Marta: I read the label on all my food now, it takes ages in the shop.
        Ingrid: Which instrument would you learn if you had the time?
        Marta: My fingers hurt from the strings, but the lessons are the best part of my week.
        Tomas: Marta, how fast are you these days? Is there another race?
        Marta: I will not run another race this year, my marathon shoes are worn out.
        Dev: Is your brother nervous before the wedding? Where will you all stay?
        Marta: Piotr forgot the rings at home, imagine, at his own wedding!
        Ingrid: Do you have to move again? Where will you find a house?
        Marta: We looked at a house today, but it was too dark and too expensive.
        Dev: How is your Japanese? Say something in another language!
        Marta: My Japanese teacher laughs when I order tea, but she is patient.
        Tomas: What is for dinner? I can smell something in the oven.
        Marta: I bought a new dish for the oven, the old one was cracked.
        Ingrid: Which pictures did you send to the calendar people?
        Marta: The calendar sells well, they printed another thousand.
        Dev: Shall we go to the movies? There is a horror film on at the old cinema.
        Marta: That film was three hours long and I loved every minute of it.
        Ingrid: Any news about work, Dev? Where did you apply for a job?
        Dev: My first week at the new job was all forms and passwords.
        Marta: How is your little girl? Does she still love the swimming pool?
        Dev: The pool closes in winter, so my daughter goes to the gym instead.
        Tomas: What colour do you want for the walls of the kitchen?
        Dev: I washed the kitchen walls with soap, now they look like new.
        Marta: Did you have trouble on the road? You are late, was it the car?
        Dev: The man who towed the car told me stories all the way.
        Ingrid: Would you like something to drink? I have coffee and juice.
        Dev: The coffee at the station is so bad that nobody would miss it.
        Marta: How is your sister? Does she still like her school?
        Dev: My sister visits us in summer and brings the best coffee beans.
        Tomas: Will the council say yes to the garden project?
        Dev: The community garden in the next town has bees and a pond.
        Ingrid: Are you still putting money aside every month, Dev?
        Dev: The boat in the harbour was too large for us, and far too old.
        Marta: When is the next concert of the choir? I want to hear you perform.
        Dev: The cathedral was cold and the choir stood too close together.
        Tomas: Did you lose something, Dev? You keep looking under the seats.
        Dev: It rained on the way to the tram and I got wet to the skin.
        Marta: How is your mouth, did the dentist hurt you?
        Dev: The dentist has a fish tank, I always look at it when he drills.
        Ingrid: What grows in your garden now? The fence looks lovely.
        Dev: The fence needs paint before anything else is planted.
        Tomas: How is your knee, Ingrid? Will you do any sport this winter?
        Ingrid: My knee hurts when it rains, like an old sailor's.
        Dev: Do you still ride the motorbike to the office?
        Ingrid: The bicycle shop gave me a lock and a map for nothing.
        Marta: What is your book club reading? Is the novel any good?
        Ingrid: Half of the book club had not read a single page.
        Dev: Who makes that noise in your house? How can you sleep?
        Ingrid: The neighbour lent me a ladder, so he is not all bad.
        Tomas: How old are your children now? Did they like the cake?
        Ingrid: My children ate all of the cake and were sick at night.
        Marta: Do you still help at the food bank? People in need must be so grateful.
        Ingrid: The food bank needs tins and rice before the holidays.
        Dev: Did you hear from the tax office? I hope you need not pay.
        Ingrid: I paid the tax on the car and nearly fainted.
        Tomas: What did you see from the hotel? Was the sky clear?
        Ingrid: The hotel lights went out twice, we sat there with candles.
        Marta: Does your computer work again? What was the problem?
        Ingrid: I wrote my password on a piece of paper, do not tell anyone.
        Dev: Where were you born, Ingrid? You sound as if you came from the north.
        Ingrid: My sister was born on the ferry, that is the family joke.
        Marta: How much time do you have left for your work? When is the deadline?
        Ingrid: My boss sent cake to everybody when the work was done.
        Tomas: What will you give to the baby? Something that you make yourself?
        Ingrid: The wool shop closed, where do I get yarn for the baby's hat now?
        Ingrid: Is the bread from the bakery on the corner? It smells so good.
        Tomas: The corner shop sells lottery tickets now, and no bread.
        Dev: Did you get your licence, Tomas? How was the driving test?
        Tomas: My driving teacher sings all the time, it makes me nervous.
        Marta: Which country would you like to see? Does your guest miss home?
        Tomas: Our guest from abroad showed us photos of her country.
        Ingrid: What was your grandfather like? Did he have a trade?
        Tomas: My grandfather never came late, not once in his life.
        Dev: Are you afraid of something, Tomas? You would not come up.
        Tomas: The view from the tower is on every postcard, that is enough for me.
        Marta: Do you still have the pass for the museum? How did you get it?
        Tomas: The museum shop sells copies of old coins, I bought two.
        Dev: How were you injured? Was it on Sunday at handball?
        Tomas: The doctor looked at my hand and said it would take six weeks.
        Ingrid: What is the name of your cat? She is so small!
        Tomas: The cat sleeps all day and runs over the roof at night.
        Marta: When will the roof be repaired? You cannot sleep in a wet bedroom.
        Tomas: The roof of the garage is fine, only the house leaks.
        Dev: How will you travel to the sea? Will you fly?
        Tomas: The flight was cancelled, so half of the people took the bus.
        Ingrid: Who runs the tea house by the port now? Do you know the owner?
        Tomas: The port is full of ships this week, we counted nine.
        Dev: Did you take home a prize? What was in the raffle this year?
        Tomas: My ticket for the raffle was number seven, I have good luck.
        """.Split('\n').Select(line => line.Trim()),
    ];
}

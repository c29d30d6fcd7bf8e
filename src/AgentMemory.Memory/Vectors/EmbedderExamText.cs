namespace AgentMemory.Memory.Vectors;

/// <summary>
/// What people say to each other, written for this exam: turns with a question that each of them answers, and turns that answer none.
/// About half of the questions share a telling word with their turn; the others say it in other words.
/// </summary>
internal static class EmbedderExamText
{
    /// <summary>A turn and, after the bar, its question.</summary>
    public static IReadOnlyList<(string Turn, string Question)> Pairs { get; } =
    [
        .. """
        Marta: I finally handed in my notice at the bank, Friday is my last day. | When does Marta stop working for the bank?
        Marta: We adopted a greyhound from the shelter, he used to race. | What kind of pet did Marta take in?
        Marta: My flight to Lisbon leaves at six in the morning, so I will sleep at the airport. | Where is Marta travelling to?
        Marta: The doctor says I have to stay away from peanuts for good. | Which food is Marta allergic to?
        Marta: Grandmother left me her violin and I have started lessons again. | What instrument did Marta inherit?
        Marta: I ran the half marathon in just under two hours! | How fast did Marta finish her race?
        Marta: My brother Piotr is getting married in a vineyard in September. | Where will the wedding of Piotr take place?
        Marta: The landlord wants to sell, so we must be out by the end of May. | Why does Marta have to move house?
        Marta: I have been learning Japanese with an app every evening. | Which language is Marta studying?
        Marta: I burnt the lasagne again, the oven runs far too hot. | What went wrong with the dinner?
        Marta: They picked my photo of the lighthouse for the cover of the calendar. | Which of Marta's pictures was published?
        Marta: I cannot stand horror films, they keep me awake for days. | What sort of movies does Marta avoid?
        Dev: I got the job at the observatory, I start in the new year. | Where is Dev going to be employed?
        Dev: My daughter lost her first tooth at the swimming pool. | What happened to Dev's little girl at the pool?
        Dev: We painted the kitchen yellow and regretted it within an hour. | What colour did Dev choose for the kitchen walls?
        Dev: The car broke down on the motorway and had to be towed to Leeds. | What trouble did Dev have with his vehicle?
        Dev: I gave up coffee in March and sleep much better now. | What did Dev stop drinking?
        Dev: My sister teaches chemistry at a school in Nairobi. | What does Dev's sister do for a living?
        Dev: The council turned down our plan for a community garden. | Was the garden project approved?
        Dev: I am saving for a sailing boat, nothing big, just for weekends. | What is Dev putting money aside for?
        Dev: Our choir will sing in the cathedral on Christmas Eve. | Where does the choir perform in December?
        Dev: I left my umbrella on the tram, the green one you gave me. | What did Dev lose on public transport?
        Dev: The dentist pulled two wisdom teeth and I could only eat soup. | Why was Dev living on liquid food?
        Dev: I planted forty tulip bulbs along the fence. | What grows by Dev's fence?
        Ingrid: My knee operation went well, but no skiing this winter. | Which sport must Ingrid do without after surgery?
        Ingrid: I sold the motorbike and bought a folding bicycle instead. | What did Ingrid replace her motorbike with?
        Ingrid: The book club chose a novel about whaling, eight hundred pages! | What is the subject of the book club's novel?
        Ingrid: My neighbour plays the drums until midnight and will not listen to reason. | Who disturbs Ingrid's sleep?
        Ingrid: The twins turned seven yesterday, we had a pirate cake. | How old are Ingrid's children?
        Ingrid: I volunteer at the food bank on Tuesdays. | How does Ingrid help people in need?
        Ingrid: The tax office sent me a refund of three hundred crowns. | Which authority paid Ingrid money back?
        Ingrid: We saw the northern lights from the hotel roof. | What did Ingrid watch in the sky?
        Ingrid: My password manager locked me out, I had to reset everything. | What computer problem did Ingrid run into?
        Ingrid: I was born in Trondheim, but we left when I was three. | What is Ingrid's place of birth?
        Ingrid: My boss moved the deadline to the tenth, thank goodness. | Until when does Ingrid have time for her work?
        Ingrid: I knit a jumper for the baby, with little foxes on it. | What did Ingrid make for the newborn?
        Tomas: The bakery on the corner closed, the owner has retired. | Why is the corner shop with the bread gone?
        Tomas: I failed the driving test, I did not see the cyclist. | Did Tomas get his licence?
        Tomas: We are hosting an exchange student from Brazil until June. | Which country does Tomas's guest come from?
        Tomas: My grandfather built clocks, this one still strikes the hour. | What was the trade of Tomas's grandfather?
        Tomas: I am scared of heights, I stayed at the bottom of the tower. | What is Tomas afraid of?
        Tomas: The museum gave me free entry for life after I returned the coin. | How did Tomas earn his museum pass?
        Tomas: I broke two fingers playing handball on Sunday. | How was Tomas injured?
        Tomas: We named the kitten Pixel because of the square patch on her nose. | What is the name of Tomas's cat?
        Tomas: The roof leaks above the bedroom and the builder comes on Thursday. | When will the roof be repaired?
        Tomas: I prefer trains, flying makes my ears hurt for days. | How does Tomas like to travel?
        Tomas: My cousin opened a tea house in the old harbour. | Who runs a business by the port?
        Tomas: I won a basket of cheese in the raffle, come and help me eat it. | What prize did Tomas take home?
        """.Split('\n').Select(line => line.Split(" | ")).Select(parts => (parts[0].Trim(), parts[1].Trim())),
    ];

    /// <summary>Turns that answer no question, by the same people and about the same things.</summary>
    public static IReadOnlyList<string> Others { get; } =
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
}

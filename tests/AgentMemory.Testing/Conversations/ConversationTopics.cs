namespace AgentMemory.Testing.Conversations;

/// <summary>
/// What the people of a generated conversation tell each other. Each holds ways to say it, then, after a bar, ways to ask for it
/// later in other words, then, after another, ways that share a word with it; {a} is the speaker, {b} the other one, other braces are drawn.
/// </summary>
internal static class ConversationTopics
{
    public static IReadOnlyDictionary<string, string[]> Slots { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["city"] = ["Prague", "Lima", "Bergen", "Cairo", "Hanoi", "Quebec", "Seville", "Riga", "Perth", "Osaka"],
        ["friend"] = ["Bruno", "Celine", "Farid", "Greta", "Hugo", "Ines", "Joao", "Kirsten", "Luca", "Mireille"],
        ["day"] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        ["month"] = ["January", "February", "April", "June", "July", "August", "October", "November"],
        ["number"] = ["twelve", "seventeen", "twenty", "thirty", "forty", "fifty", "ninety"],
        ["animal"] = ["hedgehog", "parrot", "tortoise", "rabbit", "ferret", "goldfish"],
        ["dish"] = ["risotto", "dumplings", "goulash", "falafel", "paella", "pancakes"],
        ["thing"] = ["lamp", "typewriter", "globe", "kettle", "mirror", "carpet"],
        ["colour"] = ["purple", "turquoise", "orange", "crimson", "silver"],
        ["flower"] = ["orchid", "sunflower", "lavender", "dahlia", "peony"],
    };

    public static IReadOnlyList<string> Topics { get; } =
    [
        "I drive an ambulance, mostly at night. / These days I earn my money behind the wheel of an ambulance."
            + " | What is {a}'s job? / How does {a} make a living?"
            + " | Does {a} drive an ambulance or a taxi? / When is {a} on duty with the ambulance?",
        "We moved to {city} last {month}, the flat is tiny. / Since {month} our address is in {city}."
            + " | In which town does {a} live now? / Where did {a} relocate to?"
            + " | When did {a} move to {city}? / How big is the flat that {a} moved into?",
        "My {animal} escaped again and hid under the stove. / The {animal} got out of its cage, I searched for an hour."
            + " | Which pet of {a} ran away? / What kind of creature does {a} keep?"
            + " | Where did {a}'s {animal} hide when it escaped? / How did {a}'s {animal} get out?",
        "Milk makes me ill, I found out the hard way. / I had to give up milk, my stomach does not take it."
            + " | What can {a} not digest? / Which dairy product must {a} avoid?"
            + " | Since when does {a} drink no milk? / What does milk do to {a}?",
        "My mother flew fighter jets before I was born. / Before she had me, Mum was a pilot in the air force."
            + " | What was the career of {a}'s mother? / Who in {a}'s family served in the military?"
            + " | What did {a}'s mother fly? / In which force was {a}'s mother a pilot?",
        "I collect old maps, the walls are full of them. / Every free wall at home has an antique map on it."
            + " | What does {a} collect? / What decorates {a}'s home?"
            + " | Where does {a} keep the old maps? / What sort of maps hang on {a}'s walls?",
        "I proposed to {friend} on a bridge in {city}, and the answer was yes! / {friend} said yes when I went down on one knee in {city}."
            + " | Who is {a} engaged to? / Where did {a} ask for a hand in marriage?"
            + " | What did {friend} answer when {a} proposed? / On what kind of bridge did {a} ask {friend}?",
        "They cut my hours at the warehouse, money is tight. / The warehouse gives me fewer shifts now and I count every coin."
            + " | Why is {a} short of cash? / What changed at {a}'s workplace?"
            + " | What happened to {a}'s hours at the warehouse? / How many shifts does {a} still have at the warehouse?",
        "I swim in the lake every morning, even in winter. / No matter how cold, I start each day with a swim in the lake."
            + " | How does {a} keep fit? / What does {a} do first thing in the day?"
            + " | When does {a} swim in the lake? / Does {a} swim in winter as well?",
        "The surgeon removed my appendix on {day}. / On {day} I was rushed to hospital with my appendix."
            + " | Which organ did {a} have taken out? / When was {a} operated on?"
            + " | What about {a}'s appendix? / On which day did {a} lose the appendix?",
        "I am writing a crime novel set on a ferry. / My thriller is about a murder on a ferry, chapter nine is done."
            + " | What kind of book is {a} working on? / Where does the story by {a} take place?"
            + " | On which ship is {a}'s crime novel set? / How far is {a} with the ferry thriller?",
        "A thief took my wallet in the underground. / My wallet was stolen on the metro."
            + " | What was {a} robbed of? / Which crime happened to {a} on the train?"
            + " | Where was {a}'s wallet stolen? / Who took the wallet of {a}?",
        "I can cook only one thing well, and that is {dish}. / For guests I always make {dish}, my one success."
            + " | What is {a}'s best recipe? / Which meal does {a} serve to visitors?"
            + " | For whom does {a} make {dish}? / How well can {a} cook {dish}?",
        "Our basement was flooded after the storm. / The storm left a foot of water downstairs."
            + " | What damage did the bad weather do at {a}'s house? / Which part of {a}'s home was under water?"
            + " | What did the storm do to {a}'s basement? / How much water came with the storm at {a}'s?",
        "I play the cello in an amateur orchestra. / On Thursdays our little orchestra rehearses, I am on cello."
            + " | Which musical instrument does {a} play? / What is {a}'s part in the ensemble?"
            + " | When does {a}'s orchestra rehearse? / Does {a} play the cello or the viola in the orchestra?",
        "My son wants to become a beekeeper. / The boy talks of nothing but hives, he will keep bees one day."
            + " | What is the dream profession of {a}'s child? / Which insects fascinate {a}'s kid?"
            + " | Does {a}'s son want to be a beekeeper? / How many hives does {a}'s boy talk about?",
        "I inherited a {thing} from my great-aunt. / Great-aunt Olga left me her {thing} in her will."
            + " | What heirloom does {a} own? / What did {a} get from a dead relative?"
            + " | From whom did {a} inherit the {thing}? / Which aunt had {a}'s {thing} before?",
        "I passed the bar exam at the third attempt. / Third time lucky, I am allowed to practise law!"
            + " | Which test did {a} finally succeed in? / What is {a} now qualified as?"
            + " | At which attempt did {a} pass the exam? / How often did {a} try to pass the bar exam?",
        "The bicycle has a {colour} frame, you cannot miss it. / I had my bike sprayed {colour}."
            + " | What is the shade of {a}'s two-wheeler? / How can one recognise {a}'s bike?"
            + " | What colour is {a}'s bicycle? / Did {a} have the bike sprayed {colour}?",
        "I am terrified of thunder, I hide in the bathroom. / When there is thunder I lock myself in the bathroom."
            + " | What frightens {a}? / Where does {a} go during a storm?"
            + " | What does {a} do when there is thunder? / Why does {a} lock the bathroom during thunder?",
        "We are expecting a baby in {month}. / The baby is due in {month}, I can hardly wait."
            + " | When will {a} become a parent? / What happy event awaits {a}?"
            + " | In which month is {a}'s baby due? / Is {a} expecting a boy or a girl?",
        "I quit smoking {number} days ago. / Not one cigarette for {number} days now."
            + " | Which habit did {a} break? / How long has {a} gone without tobacco?"
            + " | How many days ago did {a} quit smoking? / When did {a} smoke the last cigarette?",
        "My grandfather was a clown in a travelling circus. / Grandpa toured with a circus and made children laugh."
            + " | Which relative of {a} was an entertainer? / What did {a}'s grandparent do under the big top?"
            + " | In which circus was {a}'s grandfather? / What did {a}'s grandfather do in the circus?",
        "I lost my keys in the snow and {friend} let me sleep on the sofa."
            + " / {friend} took me in for the night, my keys are somewhere in the snow."
            + " | Who gave {a} a place to stay? / Why could {a} not get into the flat?"
            + " | On whose sofa did {a} sleep? / What happened to {a}'s keys in the snow?",
        "The garden is full of {flower}, I planted nothing else. / This year I only grow {flower}."
            + " | Which plant does {a} cultivate? / What blooms behind {a}'s house?"
            + " | What does {a} grow in the garden? / How much {flower} did {a} plant?",
        "I teach chess to prisoners on {day}s. / Every {day} I go to the jail for the chess club."
            + " | How does {a} volunteer? / Which game does {a} teach behind bars?"
            + " | Whom does {a} teach chess? / On which day does {a} teach chess?",
        "My left ear hears nothing since the accident. / After the crash I went deaf on the left side."
            + " | What lasting injury does {a} have? / Which sense of {a} is impaired?"
            + " | On which side is {a} deaf after the accident? / Which of {a}'s ears hears nothing?",
        "I won a trip to {city} in a crossword competition. / The crossword prize was a holiday in {city}!"
            + " | What did {a} win? / Which puzzle brought {a} a prize?"
            + " | Which competition did {a} win with a crossword? / Was the crossword prize of {a} a trip to {city}?",
        "My laptop fell into the fountain, all photos are gone. / All my pictures drowned with the computer in the fountain."
            + " | How did {a} lose the family snapshots? / What happened to {a}'s notebook?"
            + " | What fell into the fountain, {a}? / What became of {a}'s photos after the fountain?",
        "I support the football club of my home town, they lost again."
            + " / Another defeat for my team, I should choose a better football club."
            + " | Which sport does {a} follow? / Why was {a} disappointed on the weekend?"
            + " | Which football club does {a} support? / How did {a}'s football team play?",
        "I am allergic to cats, my eyes swell up. / One cat in the room and I cannot see for tears."
            + " | Why does {a} not visit people with pets? / Which animals make {a} sick?"
            + " | Is {a} allergic to cats or dogs? / What do cats do to {a}'s eyes?",
        "{friend} and I are opening a bookshop in {month}. / In {month} I start a bookshop together with {friend}."
            + " | Who is {a}'s business partner? / What sort of store will {a} run?"
            + " | When do {a} and {friend} open the bookshop? / With whom does {a} open a bookshop?",
        "I studied geology, but I never worked in it. / My degree is in rocks, geology, of no use in my trade."
            + " | What was {a}'s subject at university? / Which science did {a} learn?"
            + " | Did {a} study geology or history? / Has {a} worked in geology?",
        "We spent our honeymoon in a tent in {city}. / After the wedding we camped near {city}."
            + " | Where did {a} go as a newlywed? / What accommodation did {a} have on the honeymoon?"
            + " | Where did {a} spend the honeymoon? / Did {a} sleep in a tent near {city}?",
        "My daughter plays goalkeeper, she saved a penalty. / The girl stopped a penalty in goal, I shouted myself hoarse."
            + " | On which position does {a}'s child play? / What made {a} proud at the match?"
            + " | Who saved the penalty, {a}? / Does {a}'s daughter play as goalkeeper?",
        "I sleep badly because of the ships' horns. / The ships blow their horns all night, I am awake at four."
            + " | What keeps {a} from sleeping? / Which noise bothers {a}?"
            + " | Why does {a} sleep badly? / Which horns wake {a} up?",
        "I only read on paper, screens give me headaches. / A screen is torture for my head, give me a real book."
            + " | Why does {a} dislike e-books? / How does {a} prefer to read?"
            + " | What does a screen do to {a}'s head? / Does {a} read on paper?",
        "We bought an old mill and want to turn it into a hotel. / The mill is ours, guests may come in two years."
            + " | What building did {a} purchase? / What are {a}'s plans for the property?"
            + " | What will become of {a}'s old mill? / When can guests come to the mill of {a}?",
        "My passport has run out, so {city} must wait. / I cannot go to {city}, my passport is no longer valid."
            + " | Why was {a}'s journey postponed? / Which document does {a} need to renew?"
            + " | Why can {a} not go to {city}? / Is {a}'s passport still valid?",
        "I started painting portraits after my retirement. / Now that I draw a pension I paint faces."
            + " | Which hobby did {a} take up in old age? / What does {a} paint?"
            + " | Whose portraits does {a} paint? / Did {a} start painting after retirement?",
        "The twins are called Nils and Smilla. / We named the two of them Nils and Smilla."
            + " | What are the names of {a}'s children? / How many kids does {a} have?"
            + " | Who are Nils and Smilla to {a}? / Are {a}'s twins boys or girls?",
        "I owe {friend} {number} euros for the concert tickets. / {friend} lent me {number} euros for the concert."
            + " | To whom is {a} in debt? / What did {a} borrow money for?"
            + " | How many euros does {a} owe {friend}? / Which tickets did {friend} pay for {a}?",
        "I speak Welsh with my grandmother. / Grandmother insists that we talk in Welsh."
            + " | Which language does {a} use in the family? / With whom can {a} practise a Celtic tongue?"
            + " | Does {a} speak Welsh? / Why does {a} talk Welsh with the grandmother?",
        "The plumber found a ring in the drain, it was mine! / My ring turned up in the kitchen drain."
            + " | What jewel did {a} recover? / Where was {a}'s lost treasure?"
            + " | Where was the ring of {a} found? / What did the plumber find for {a}?",
        "I ran my first marathon in {city}, my feet hurt. / In {city} I made it over forty-two kilometres."
            + " | Which race did {a} complete? / What endurance event did {a} take part in?"
            + " | Where did {a} run the marathon? / How are {a}'s feet after {city}?",
        "I am vegetarian since I worked on a farm. / A summer on the farm cured me of meat."
            + " | What does {a} never eat? / Why did {a} change the diet?"
            + " | Is {a} vegetarian? / When did {a} work on a farm?",
        "My neighbour {friend} waters the plants while I am away. / {friend} from next door takes care of my plants."
            + " | Who looks after {a}'s greenery? / Whom does {a} trust with the house?"
            + " | Who waters {a}'s plants? / When does {friend} water the plants for {a}?",
        "The court ruled in my favour, the landlord must pay. / I won against my landlord before the judge."
            + " | How did {a}'s lawsuit end? / With whom did {a} have a legal dispute?"
            + " | Must the landlord pay {a}? / What did the judge say to {a} and the landlord?",
        "I repair watches in the evenings, it calms me down. / Tiny gears and springs, that is how I relax after work."
            + " | How does {a} unwind? / What does {a} fix in spare time?"
            + " | When does {a} repair watches? / What calms {a} down in the evenings?",
        "I have never seen the sea. / Imagine, I am {number} years old and never stood on a beach."
            + " | What has {a} never visited? / Which sight of nature is unknown to {a}?"
            + " | Has {a} seen the sea? / Why has {a} never been on a beach?",
        "They elected me mayor of our village. / I am the new mayor, by eleven votes."
            + " | Which office does {a} hold? / What did {a} win in the vote?"
            + " | By how many votes was {a} elected mayor? / Of which village is {a} the mayor?",
        "My favourite season is autumn because of the mushrooms. / Nothing beats autumn, I live for picking mushrooms."
            + " | Which time of year does {a} like best? / What does {a} gather in the forest?"
            + " | What is {a}'s favourite season? / When does {a} go for mushrooms?",
        "I broke my wrist falling off a ladder. / A ladder slipped and now my wrist is in plaster."
            + " | Which bone did {a} fracture? / How did {a} get hurt?"
            + " | Was it {a}'s wrist or ankle in plaster? / From what kind of ladder did {a} fall?",
        "The {colour} coat I wore to the party is borrowed from {friend}. / {friend} lent me that {colour} coat."
            + " | Whose clothes did {a} wear? / From where did {a} have the outfit?"
            + " | Who lent {a} the {colour} coat? / Which coat did {a} wear to the party?",
        "I bake my own bread, the sourdough is eleven years old. / My sourdough has been alive for eleven years."
            + " | What does {a} make from flour? / Which living thing feeds {a}'s kitchen?"
            + " | How old is {a}'s sourdough? / What kind of bread does {a} bake?",
        "My train was stuck in a tunnel for {number} minutes. / For {number} minutes we sat in a dark tunnel."
            + " | Why did {a} come late? / Where was {a} trapped?"
            + " | How many minutes was {a}'s train stuck? / How long did {a} sit in the tunnel?",
        "I sing in the shower and the neighbours complain. / The people upstairs hate my concerts in the shower."
            + " | What are {a}'s neighbours annoyed about? / Where does {a} make music?"
            + " | Who complains about {a}'s singing in the shower? / What does {a} sing in the shower?",
        "I bought a telescope to look at Saturn. / Last night I saw the rings of Saturn with my own instrument."
            + " | Which planet did {a} watch? / What does {a} use for astronomy?"
            + " | Did {a} buy a telescope? / When did {a} see the rings of Saturn?",
        "My uncle lives in a lighthouse without electricity. / There is no power in the lighthouse where my uncle lives."
            + " | Which relative of {a} has an unusual home? / Who in {a}'s family does without electric light?"
            + " | Does {a}'s uncle have electricity? / Who lives in a lighthouse, {a}?",
        "I was a vegetable in the school play, a leek to be precise. / On stage I played a leek, the audience loved it."
            + " | Which role did {a} have in the theatre? / When did {a} act before people?"
            + " | Which vegetable was {a} in the play? / How did the audience like {a} as a leek?",
    ];

    /// <summary>Turns that answer nothing.</summary>
    public static IReadOnlyList<string> Chatter { get; } =
    [
        "Hi {b}, how are you today?", "Hello {b}! It has been a while.", "Nothing new here, just work and sleep.", "That is great to hear, {b}!",
        "Oh no, I am sorry, {b}.", "Do you have plans for {day}?", "Did you read the news about {city}?", "I met {friend} at the market on {day}.",
        "The weather in {month} is always strange.", "My family sends you greetings.", "What did you do at the weekend?", "I am looking forward to {month}.",
        "How is your family doing?", "Do you like living in a big town?", "I should call {friend} again.", "The price of everything goes up.",
        "Have you ever been to {city}?", "I would love to see {city} one day.", "Someone at work talked about {city} all day.",
        "{friend} told me a funny story about a {animal}.", "My phone is so slow, I need a new one.", "We had {dish} at the canteen, it was fine.",
        "I saw a {colour} car with a {flower} painted on it.", "Which book are you reading?", "The bus was full of tourists.", "Is your job going well?",
        "You look tired in the picture.", "Let us meet for a coffee on {day}.", "I have to go, talk to you later!", "Thanks, {b}, that means a lot.",
        "I watched a film about a prisoner who becomes a cook.", "My child had a cold, but it is over.", "The house next door is for sale.",
        "There is a concert in the park in {month}.", "What kind of music do you like?", "I never know what to cook for guests.", "Time flies, does it not?",
        "That must have been hard.", "I bought a {thing} at the flea market.", "My bike needs new brakes.", "You always make me laugh, {b}.",
        "{friend} has a birthday on {day}, I need a present.", "I could not sleep last night.", "The train to {city} was late again.",
        "Are you still working on that plan of yours?", "Our team at work won a small prize.", "I think we are all getting older.", "Send me a photo when you can.",
        "The doctor says I should walk more.", "There was a storm, but nothing happened here.", "Guess what, {friend} is back in town.",
        "I want to learn something new this year.", "How was the wedding of your colleague?", "I keep losing my umbrella.", "Good luck for {day}!",
        "My parents want to travel to {city}.", "I cleaned the kitchen all morning.", "It is late, good night {b}.", "What a day!", "See you soon, {b}.",
    ];
}
